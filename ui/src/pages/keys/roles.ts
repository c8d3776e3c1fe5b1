/** The roles, as they are chosen. */
import type { User } from '../../api/queries'
import { m } from '../../paraglide/messages.js'

/** Member first: that is what most are. */
export const roles = (): readonly { value: User['role']; word: string }[] => [
  { value: 'member', word: m.keys_member() },
  { value: 'admin', word: m.keys_admin() },
]
