/** Lists of two things each, kept as text while they are typed: a line for each, its halves parted by a tab. */
import { m } from '../../../../paraglide/messages.js'

/** The two halves of a line. */
export type Pair = readonly [string, string]

/** The lines, as they stand: also those that are half empty. */
export const pairsOf = (text: string): Pair[] =>
  text === '' ? [] : text.split('\n').map((line) => halves(line))

/** As it is kept. */
export const textOf = (pairs: readonly Pair[]): string =>
  pairs.map(([one, other]) => `${one}\t${other}`).join('\n')

/** The lines that say something, without what stands around the words. */
export const said = (text: string): Pair[] =>
  pairsOf(text)
    .map(([one, other]) => [one.trim(), other.trim()] as const)
    .filter(([one, other]) => one !== '' || other !== '')

/** A list of pairs in running text. */
export const shownPairs = (text: string, between: string): string =>
  said(text)
    .map(([one, other]) => `${one}${between}${other}`)
    .join(m.providers_comma())

function halves(line: string): Pair {
  const at = line.indexOf('\t')
  return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
}
