/** Finding a preset, and what it fills in. Pure. */
import type { Preset } from '../../api/queries'
import type { Values } from './form/fields'
import { blank } from './form/values'

/** The kinds of presets, in the order they are shown. */
export const categories = ['official', 'relay', 'aggregator', 'cloud', 'local'] as const
/** One of them. */
export type Category = Preset['category']

/** The presets that a text is about: its words may stand in either name, the id or an address. */
export function search(presets: readonly Preset[], text: string): Preset[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return presets
    .filter((preset) => {
      const names = [
        preset.name,
        preset.zh_name ?? '',
        preset.id,
        ...preset.endpoints.map(({ base_url }) => base_url),
      ]
      const all = names.join(' ').toLowerCase()
      return words.every((word) => all.includes(word))
    })
    .sort((one, other) => starts(other, words) - starts(one, words))
}

/** What begins with what was typed comes first. */
function starts({ name, zh_name }: Preset, [word]: readonly string[]): number {
  if (word === undefined) return 0
  return [name, zh_name ?? ''].some((text) => text.toLowerCase().startsWith(word)) ? 1 : 0
}

/** A preset's name in a language. A Chinese name alone isn't how most people know it: both, then. */
export function presetName({ name, zh_name }: Preset, language: 'zh' | 'en'): string {
  if (language === 'en' || !zh_name) return name
  return /[A-Za-z]/.test(zh_name) ? zh_name : `${name} ${zh_name}`
}

/** What else is to be known of a preset, in a language. */
export const presetNote = ({ note, zh_note }: Preset, language: 'zh' | 'en'): string | null =>
  (language === 'zh' ? zh_note : note) ?? null

/** What a preset fills in: its first endpoint, and a name that nobody has yet. */
export function filledIn(preset: Preset, language: 'zh' | 'en', taken: readonly string[]): Values {
  const [endpoint] = preset.endpoints
  return {
    ...blank,
    name: freeName(presetName(preset, language), taken),
    dialect: endpoint?.dialect ?? blank.dialect,
    base_url: endpoint?.base_url ?? '',
    website: preset.website,
  }
}

/** A name, with a number behind it if somebody has it. Names differ in more than their case. */
export function freeName(name: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((other) => other.toLowerCase()))
  if (!lower.has(name.toLowerCase())) return name
  for (let number = 2; ; number += 1) {
    const numbered = `${name} ${number}`
    if (!lower.has(numbered.toLowerCase())) return numbered
  }
}
