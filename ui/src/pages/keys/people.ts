/** Users with their keys, and what each of them can do now. Pure: the time comes in. */
import { match } from 'ts-pattern'
import type { Key, User } from '../../api/queries'
import type { IconName } from '../../components/Icon'
import { m } from '../../paraglide/messages.js'

/** Whether a user or a key is let in, and if not, why. A key is let in only if its user is. */
export type Access = 'open' | 'off' | 'expired' | 'user_off' | 'user_expired'

/** A user with their keys, as the list shows them. */
export type Person = { user: User; access: Access; keys: readonly { key: Key; access: Access }[] }

/** The users by name, the admins first; under each, their keys by name. */
export function people(users: readonly User[], keys: readonly Key[], now: number): Person[] {
  const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name)
  return users
    .toSorted((a, b) => Number(b.role === 'admin') - Number(a.role === 'admin') || byName(a, b))
    .map((user) => ({
      user,
      access: accessOf(user, now),
      keys: keys
        .filter((key) => key.user_id === user.id)
        .toSorted(byName)
        .map((key) => ({ key, access: keyAccess(key, user, now) })),
    }))
}

const accessOf = (holder: { enabled: boolean; expires_at?: string | null }, now: number): Access => {
  if (!holder.enabled) return 'off'
  return holder.expires_at && Date.parse(holder.expires_at) <= now ? 'expired' : 'open'
}

/** What holds the key back: its own state first, else its user's. */
function keyAccess(key: Key, user: User, now: number): Access {
  const own = accessOf(key, now)
  if (own !== 'open') return own
  return match(accessOf(user, now))
    .with('off', () => 'user_off' as const)
    .with('expired', () => 'user_expired' as const)
    .otherwise(() => 'open' as const)
}

/** The state's word, drawing and tone. */
export const accessWords = (
  access: Access,
): { word: string; icon: IconName; glyph: 'closed' | 'off' | 'open' } =>
  match(access)
    .with('open', () => ({ word: m.keys_open(), icon: 'check' as const, glyph: 'closed' as const }))
    .with('off', () => ({ word: m.keys_off(), icon: 'refuse' as const, glyph: 'off' as const }))
    .with('expired', () => ({ word: m.keys_expired(), icon: 'clock' as const, glyph: 'open' as const }))
    .with('user_off', () => ({ word: m.keys_user_off(), icon: 'refuse' as const, glyph: 'off' as const }))
    .with('user_expired', () => ({
      word: m.keys_user_expired(),
      icon: 'clock' as const,
      glyph: 'open' as const,
    }))
    .exhaustive()

/** How a key is recognised without its secret. */
export const keyText = ({ head, tail }: Key): string => `${head}…${tail}`

/** The name of a key, which may have none. */
export const keyName = (key: Key): string => key.name || m.keys_unnamed()

/** When the last of a user's keys was used. */
export const lastUsed = (person: Person): string | null =>
  person.keys.reduce<string | null>((latest, { key }) => {
    const at = key.last_used_at ?? null
    return at !== null && (latest === null || at > latest) ? at : latest
  }, null)
