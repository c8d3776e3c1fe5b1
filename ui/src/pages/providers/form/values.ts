/** What is typed about a provider: made of what is stored, and made into a change. Pure. */
import type { ProviderForm } from '../../../api/providers'
import type { Provider } from '../../../api/queries'
import { baseUrlFault } from './baseUrl'
import { type Faults, type Field, fieldNames, fields, type Values } from './fields'
import type { FieldSpec } from './fields/kinds'
import { hoursFaults } from './fields/routing'

/** A field without its type: what is asked of it and what it is asked with belong to the same name. */
const spec = (field: Field) => fields[field] as FieldSpec<unknown>

/** What a provider of which nothing is known looks like. */
export const blank = collect((field) => spec(field).blank)

/** The fields of a stored provider. */
export const valuesOf = (provider: Provider): Values => collect((field) => spec(field).read(provider))

/** The fields that were changed. */
export const changedFields = (from: Values, to: Values): Field[] =>
  fieldNames.filter((field) => from[field] !== to[field])

/** The change to send: only what was changed, an emptied field cleared. */
export function changeOf(from: Values, to: Values): ProviderForm {
  const changes = changedFields(from, to).map((field) => spec(field).send(to[field]))
  return Object.assign({}, ...changes)
}

/** What can be seen to be wrong before it is sent. The server has the last word. */
export function faultsOf(values: Values, kind: Provider['kind']): Faults {
  const faults: Faults = hoursFaults(values)
  for (const field of fieldNames) {
    const fault = spec(field).fault(values[field])
    if (fault !== null) faults[field] = fault
  }
  // The built-in one is nowhere.
  const fault = kind === 'upstream' ? baseUrlFault(values.base_url, values.allow_plain_http) : null
  if (fault !== null) faults.base_url = fault
  return faults
}

/** A field's label. */
export const fieldName = (field: Field): string => fields[field].label()

/** What stands in a field, in running text. A credential is never shown. */
export const shownValue = (field: Field, typed: Values[Field]): string => spec(field).shown(typed)

/** What somebody else changed meanwhile, beside what is being typed. */
export type Rebased = {
  /** What was typed, on top of what is stored now. */
  values: Values
  /** Fields that only they changed: taken over. */
  taken: Field[]
  /** Fields that both changed, to different values: what was typed stays until it is saved or given up. */
  contested: Field[]
}

/** Puts what was typed on top of what is stored now, so that nothing of either is lost. */
export function rebase(base: Values, typed: Values, stored: Values): Rebased {
  const mine = new Set(changedFields(base, typed))
  const theirs = changedFields(base, stored)
  const values = { ...stored }
  for (const field of mine) Object.assign(values, { [field]: typed[field] })
  return {
    values,
    taken: theirs.filter((field) => !mine.has(field)),
    contested: theirs.filter((field) => mine.has(field) && typed[field] !== stored[field]),
  }
}

function collect(of: (field: Field) => unknown): Values {
  return Object.fromEntries(fieldNames.map((field) => [field, of(field)])) as Values
}
