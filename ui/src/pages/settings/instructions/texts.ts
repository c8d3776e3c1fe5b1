/** The official Codex instructions as the setting holds them: a text for each family of models. Pure. */

/** One family's text. */
export type OfficialText = {
  family: string
  text: string
  /** The version of the Codex that it was learned from; nothing where the person typed it. */
  version: string
}

/** Reads the setting. */
export function textsOf(value: unknown): OfficialText[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value)
    .map(([family, one]) => ({
      family,
      text: typeof one?.text === 'string' ? one.text : '',
      version: typeof one?.version === 'string' ? one.version : '',
    }))
    .sort((a, b) => a.family.localeCompare(b.family))
}

/** As the setting holds them. */
export const settingOf = (texts: readonly OfficialText[]): object =>
  Object.fromEntries(texts.map(({ family, text, version }) => [family, { text, version }]))

/** The texts with one put in: in the place of what its family had, and of what it was before it was renamed. */
export const withText = (
  texts: readonly OfficialText[],
  before: OfficialText | null,
  text: OfficialText,
): OfficialText[] => [
  ...texts.filter(({ family }) => family !== before?.family && family !== text.family),
  text,
]
