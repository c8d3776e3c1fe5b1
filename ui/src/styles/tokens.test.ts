import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = join(process.cwd(), 'src')
const tokens = readFileSync(join(source, 'styles/tokens.css'), 'utf8')

describe('colours', () => {
  const light = declarations(/^:root \{([\s\S]*?)^\}/gm)
  const dark = { ...light, ...declarations(/^\[data-theme="dark"\] \{([\s\S]*?)^\}/gm) }

  it.each([
    ['light', light],
    ['dark', dark],
  ])('every pair in use is legible in the %s theme', (_name, theme) => {
    const faint = pairsInUse()
      .map(([ink, ground, least]) => ({ ink, ground, least, ratio: contrast(theme[ink], theme[ground]) }))
      .filter(({ ratio, least }) => !(ratio >= least))
    expect(faint).toEqual([])
  })

  it('both themes define the same colours', () => {
    const darkOnly = declarations(/^\[data-theme="dark"\] \{([\s\S]*?)^\}/gm)
    expect(Object.keys(light).filter((name) => !(name in darkOnly))).toEqual([])
  })
})

describe('style sheets', () => {
  const sheets = files(source, '.css').filter((path) => !path.endsWith('tokens.css'))

  it.each(sheets.map((path) => [path.slice(source.length + 1), path]))(
    '%s takes colours, type sizes and durations from the tokens',
    (_name, path) => {
      const css = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
      const raw =
        css.match(/#[0-9a-f]{3,8}\b(?=[^{]*[;}])|\b(rgb|hsl|oklch)a?\(|\b\d+m?s\b|font-size:\s*\d/gi) ?? []
      expect(raw).toEqual([])
      const used = [...css.matchAll(/var\((--[\w-]+)/g)].map((match) => match[1] ?? '')
      // Base UI writes these on the elements that it measures.
      const measured = /^--(anchor|available|popup|toast|transform|active-tab|scroll-area)-/
      expect(
        used.filter(
          (name) => !tokens.includes(`${name}:`) && !css.includes(`${name}:`) && !measured.test(name),
        ),
      ).toEqual([])
    },
  )

  it('every class that a component asks of its sheet is there', () => {
    const missing = files(source, '.tsx').flatMap((path) => {
      const code = readFileSync(path, 'utf8')
      const sheet = code.match(/import styles from '\.\/(.+\.module\.css)'/)?.[1]
      if (sheet === undefined) return []
      const css = readFileSync(join(path, '..', sheet), 'utf8')
      return [...code.matchAll(/\bstyles\.(\w+)/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => !css.includes(`.${name}`))
        .map((name) => `${path}: ${name}`)
    })
    expect(missing).toEqual([])
  })
})

function declarations(block: RegExp): Record<string, string> {
  const text = [...tokens.matchAll(block)].map((match) => match[1]).join('')
  return Object.fromEntries(
    [...text.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})/gi)].map((match) => [match[1], match[2]]),
  )
}

function pairsInUse(): [ink: string, ground: string, least: number][] {
  const grounds = ['canvas', 'surface', 'sunken', 'raised', 'hover', 'selected']
  const states = ['closed', 'half', 'open', 'rest', 'off']
  const inks = ['ink-1', 'ink-2', 'ink-3', 'accent', ...states]
  const onGrounds = inks.flatMap((ink) =>
    grounds.map((ground) => [ink, ground, 4.5] as [string, string, number]),
  )
  const onSoft = states.flatMap((state) =>
    [state, 'ink-1', 'ink-2'].map((ink) => [ink, `${state}-soft`, 4.5] as [string, string, number]),
  )
  const lines = ['surface', 'raised', 'canvas'].flatMap((ground) =>
    ['line-control', 'data-1', 'data-fail'].map((line) => [line, ground, 3] as [string, string, number]),
  )
  return [
    ...onGrounds,
    ...onSoft,
    ...lines,
    ['accent', 'accent-soft', 4.5],
    ['on-accent', 'accent', 4.5],
    ['on-accent', 'accent-strong', 4.5],
    ['on-danger', 'danger-fill', 4.5],
  ]
}

function contrast(ink: string | undefined, ground: string | undefined): number {
  if (ink === undefined || ground === undefined) return 0
  const [lighter = 0, darker = 0] = [luminance(ink), luminance(ground)].sort((a, b) => b - a)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function files(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending) && !name.includes('paraglide') && !name.includes('.test.'))
    .map((name) => join(folder, name))
}
