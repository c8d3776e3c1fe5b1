/** What a folded section says of what is in it. Pure. */
import { m } from '../../../paraglide/messages.js'
import { type Field, fields, type Values } from './fields'
import type { FieldSpec } from './fields/kinds'
import { blank } from './values'

/** The fields that aren't as they would be if nothing had been said. */
export const differing = (among: readonly Field[], values: Values): Field[] =>
  among.filter(
    (field) => values[field] !== blank[field] && (fields[field] as FieldSpec<unknown>).own !== true,
  )

/** One or two are said in full; of more, how many. */
export function summaryOf(unusual: readonly Field[], values: Values): string {
  if (unusual.length > 2) return m.providers_group_changed({ count: unusual.length })
  return unusual.map((field) => brief(field, values)).join(' · ')
}

function brief(field: Field, values: Values): string {
  const { brief, label, shown } = fields[field] as FieldSpec<unknown>
  const typed = values[field]
  return brief?.(typed) ?? m.providers_brief({ field: label(), value: shown(typed) })
}
