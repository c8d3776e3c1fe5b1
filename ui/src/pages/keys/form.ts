/** What is typed about users and keys: as text, read into what the API takes, and its refusals put at the fields. */
import { asApiError, explain } from '../../api/errors'
import type { Key, User } from '../../api/queries'
import { m } from '../../paraglide/messages.js'
import { endOfDay, localDay } from '../../preferences/times'

/** What users and keys have in common, as typed. An empty day is no expiry, no pattern is no limit. */
export type HolderForm = { name: string; expires: string; groups: string; models: string; clients: string }
/** A user, as typed. */
export type UserText = HolderForm & { note: string; role: User['role'] }

/** The names of the fields that can be wrong. */
export type Field = keyof UserText
/** What is wrong with which field. */
export type Faults = Partial<Record<Field, string>>

/** A new key or user. */
export const blank: HolderForm = { name: '', expires: '', groups: '', models: '', clients: '' }

/** What is stored, as it would be typed. */
export const holderText = (holder: User | Key): HolderForm => ({
  name: holder.name,
  expires: holder.expires_at ? localDay(holder.expires_at) : '',
  groups: holder.groups.join(', '),
  models: holder.allowed_models.join(', '),
  clients: holder.allowed_clients.join(', '),
})

/** What is stored of a user, as it would be typed. */
export const userText = (user: User): UserText => ({ ...holderText(user), note: user.note, role: user.role })

/** What was typed, as the API takes it: only what differs from `stored`, so that a change leaves the rest alone. */
export function changesOf<Form extends HolderForm & Partial<UserText>>(typed: Form, stored: Form | null) {
  const changed = (field: keyof Form & Field) => stored === null || typed[field] !== stored[field]
  return {
    ...(changed('name') && { name: typed.name.trim() }),
    ...(changed('expires') && { expires_at: typed.expires === '' ? null : endOfDay(typed.expires) }),
    ...(changed('groups') && { groups: groupsOf(typed.groups) }),
    ...(changed('models') && { allowed_models: patterns(typed.models) }),
    ...(changed('clients') && { allowed_clients: patterns(typed.clients) }),
    ...(typed.note !== undefined && changed('note') && { note: typed.note }),
    ...(typed.role !== undefined && changed('role') && { role: typed.role }),
  }
}

/** What can be seen to be wrong before asking. */
export function faultsOf(typed: HolderForm, nameNeeded: boolean): Faults {
  return {
    ...(nameNeeded && typed.name.trim() === '' && { name: m.keys_name_missing() }),
    ...([...typed.name.trim()].length > 64 && { name: m.keys_name_long() }),
    ...(typed.expires !== '' && endOfDay(typed.expires) === null && { expires: m.keys_expires_wrong() }),
    ...(!groupsOf(typed.groups).every(isGroup) && { groups: m.keys_groups_wrong() }),
  }
}

/** Patterns are parted by commas or spaces, Chinese ones too. */
export const patterns = (text: string): string[] => text.split(/[\s,，、;；]+/).filter((part) => part !== '')

/** Groups are parted by commas alone: their names may have spaces. */
const groupsOf = (text: string): string[] =>
  text
    .split(/[,，、;；]+/)
    .map((group) => group.trim())
    .filter((group) => group !== '')

/** One group, or the sign for all of them. */
const isGroup = (group: string): boolean => group === '*' || (!group.includes('*') && [...group].length <= 64)

const fields: Record<string, Field> = {
  name: 'name',
  note: 'note',
  role: 'role',
  expires_at: 'expires',
  groups: 'groups',
  allowed_models: 'models',
  allowed_clients: 'clients',
}

/** What the server refused: at its field, or over the form. */
export function refusalOf(error: unknown): { faults: Faults; rest: { title: string; next: string } | null } {
  const { code, field, detail } = asApiError(error)
  const at = field === null ? undefined : fields[field]
  if (at === undefined) return { faults: {}, rest: explain(error) }
  const said = code === 'name_taken' ? m.keys_name_taken() : (wrongWords(at) ?? detail ?? code)
  return { faults: { [at]: said }, rest: null }
}

function wrongWords(field: Field): string | null {
  if (field === 'name') return m.keys_name_wrong()
  if (field === 'groups') return m.keys_groups_wrong()
  if (field === 'models') return m.keys_models_wrong()
  return field === 'clients' ? m.keys_clients_wrong() : null
}
