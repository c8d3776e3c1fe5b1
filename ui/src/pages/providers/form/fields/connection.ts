/** Where a provider is and what is spoken there. */
import { m } from '../../../../paraglide/messages.js'
import { type Dialect, dialectName } from '../../words'
import { type FieldSpec, line } from './kinds'

const dialect: FieldSpec<Dialect> = {
  label: () => m.providers_field_dialect(),
  blank: 'anthropic',
  read: (provider) => provider.dialect,
  send: (dialect) => ({ dialect }),
  fault: () => null,
  shown: dialectName,
}

/** What everybody fills in. */
export const connection = {
  name: line('name', () => m.providers_field_name(), { fault: nameFault, needed: true }),
  dialect,
  base_url: line('base_url', () => m.providers_field_base_url(), { needed: true }),
}

function nameFault(typed: string): string | null {
  if (typed.trim() === '') return m.providers_fault_name_missing()
  return [...typed.trim()].length > 64 ? m.providers_fault_name_long() : null
}
