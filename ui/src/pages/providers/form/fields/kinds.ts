/** The kinds of fields: how a stored value is typed, checked, sent and said. A field is one of these and its words. */
import type { ProviderForm } from '../../../../api/providers'
import type { Provider } from '../../../../api/queries'
import { m } from '../../../../paraglide/messages.js'

/** One thing that is typed about a provider. */
export type FieldSpec<Typed> = {
  label: () => string
  /** What stands in it when nothing was said. */
  blank: Typed
  read: (provider: Provider) => Typed
  /** What is sent once it was changed; an emptied field is cleared. */
  send: (typed: Typed) => ProviderForm
  /** What can be seen to be wrong before it is sent. The server has the last word. */
  fault: (typed: Typed) => string | null
  /** It in running text. */
  shown: (typed: Typed) => string
  /** It beside a folded section's title, where it isn't as usual; else its label and what stands in it. */
  brief?: (typed: Typed) => string
  /** What holds when it is left empty: the placeholder. */
  usual?: string
  unit?: () => string
  /** Each provider has its own: whatever stands in it, it is as usual. */
  own?: boolean
  keyboard?: 'numeric' | 'decimal'
}

/** The stored fields of a type that may be sent under the same name. */
type Named<Stored> = {
  [Name in keyof Provider & keyof ProviderForm]-?: NonNullable<Provider[Name]> extends Stored ? Name : never
}[keyof Provider & keyof ProviderForm]
type Fault = (typed: string) => string | null

const unquestioned = () => null
/** Said where a field holds what it holds anyway. */
const orDefault = (text: string): string => (text === '' ? m.providers_group_default() : text)

/** One line of text. `needed` is never cleared. */
export const line = (
  name: Named<string>,
  label: () => string,
  { fault = unquestioned, needed = false, usual }: { fault?: Fault; needed?: boolean; usual?: string } = {},
): FieldSpec<string> => ({
  label,
  blank: '',
  read: (provider) => provider[name] ?? '',
  send: (typed) => ({ [name]: typed.trim() === '' && !needed ? null : typed.trim() }),
  fault,
  shown: orDefault,
  ...(usual !== undefined && { usual }),
})

/** Several lines of prose, kept as they are. */
export const prose = (name: Named<string>, label: () => string): FieldSpec<string> => ({
  label,
  blank: '',
  read: (provider) => provider[name] ?? '',
  send: (typed) => ({ [name]: typed }),
  fault: unquestioned,
  shown: (typed) => orDefault(typed.split('\n').join(m.providers_comma())),
})

type OfSeveral = [name: Named<string[]>, label: () => string, fault?: (entry: string) => string | null]

/** A list with one entry a line. */
export const list = (...of: OfSeveral): FieldSpec<string> => several(lines, '\n', ...of)

/** A list in one line, parted by commas, Chinese ones too. */
export const words = (...of: OfSeveral): FieldSpec<string> => several(entries, ', ', ...of)

const several = (
  read: (text: string) => string[],
  between: string,
  ...[name, label, fault = unquestioned]: OfSeveral
): FieldSpec<string> => ({
  label,
  blank: '',
  read: (provider) => (provider[name] ?? []).join(between),
  send: (typed) => ({ [name]: read(typed) }),
  fault: (typed) => firstFault(read(typed), fault),
  shown: (typed) => orDefault(read(typed).join(m.providers_comma())),
})

/** One of a few, or nothing of them. */
export const choice = <Value extends string>(
  name: Named<Value>,
  label: () => string,
  blank: Value,
  word: (value: Value) => string,
): FieldSpec<Value> => ({
  label,
  blank,
  read: (provider) => (provider[name] as Value | null | undefined) ?? blank,
  send: (typed) => ({ [name]: typed === blank ? null : typed }),
  fault: unquestioned,
  shown: word,
})

/** A whole number. */
export const whole = (
  name: Named<number>,
  label: () => string,
  range: { least: number; most: number; blank?: string; usual?: number; unit?: () => string },
): FieldSpec<string> => ({
  label,
  blank: range.blank ?? '',
  read: (provider) => shownNumber(provider[name]),
  send: (typed) => ({ [name]: typed.trim() === '' ? null : Number(typed) }),
  fault: (typed) => {
    if (typed.trim() === '') return null
    const number = Number(typed)
    return /^\s*\d+\s*$/.test(typed) && number >= range.least && number <= range.most
      ? null
      : m.providers_fault_whole({ least: range.least, most: range.most })
  },
  shown: orDefault,
  keyboard: 'numeric',
  ...(range.usual !== undefined && { usual: String(range.usual) }),
  ...(range.unit !== undefined && { unit: range.unit }),
})

/** A time, typed in seconds and stored in milliseconds. */
export const seconds = (
  name: Named<number>,
  label: () => string,
  usual: number,
  { least = 0, most = 999_999 }: { least?: number; most?: number } = {},
): FieldSpec<string> => ({
  label,
  blank: '',
  read: (provider) => {
    const ms = provider[name]
    return shownNumber(ms == null ? ms : ms / 1000)
  },
  send: (typed) => ({ [name]: typed.trim() === '' ? null : Math.round(Number(typed) * 1000) }),
  fault: (typed) => {
    if (!/^(\d{1,6}(\.\d{1,3})?)?$/.test(typed.trim())) return m.providers_fault_seconds()
    const time = typed.trim() === '' ? least : Number(typed)
    return time >= least && time <= most ? null : m.providers_fault_seconds_range({ least, most })
  },
  shown: (typed) => (typed === '' ? orDefault('') : m.providers_in_seconds({ seconds: typed })),
  usual: String(usual),
  unit: () => m.providers_seconds(),
  keyboard: 'decimal',
})

/** Yes or no. */
export const flag = (name: Named<boolean>, label: () => string, blank = false): FieldSpec<boolean> => ({
  label,
  blank,
  read: (provider) => provider[name] ?? blank,
  send: (typed) => ({ [name]: typed }),
  fault: unquestioned,
  shown: (typed) => (typed ? m.providers_yes() : m.providers_no()),
  brief: (typed) => (typed ? label() : m.providers_brief_not({ field: label() })),
})

/** The first fault among the entries of a list. */
export const firstFault = (
  entries: readonly string[],
  fault: (entry: string) => string | null,
): string | null => entries.map(fault).find((found) => found !== null) ?? null

/** The entries of a list in one line. */
export const entries = (text: string): string[] =>
  text
    .split(/[,，、;；]+/)
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')

/** The lines of a list that say something. */
export const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const shownNumber = (number: number | null | undefined): string => (number == null ? '' : String(number))
