/**
 * The web door's session, as far as a page can see it: the CSRF token. The cookie beside it is HttpOnly.
 *
 * Cookies know no ports, so the cookie alone opens nothing: each call, reads too, carries this token. It is kept in
 * the origin's localStorage, which does know ports.
 */
import { inWindow } from './door'

/** The header of the token. */
export const CSRF_HEADER = 'x-csrf-token'

const KEY = 'switchyard.csrf'
const listeners = new Set<() => void>()
// Where storage is switched off the session lasts as long as the page.
let unstored: string | null = null

/** The session of this browser. */
export const session = {
  /** Whether pages may be shown. The desktop's window needs no session: its process holds the token. */
  isOpen: (): boolean => inWindow || session.token() !== null,
  /** Whether it can be ended. */
  canEnd: !inWindow,
  token: (): string | null => {
    try {
      return localStorage.getItem(KEY) ?? unstored
    } catch {
      return unstored
    }
  },
  begin: (token: string): void => {
    unstored = token
    try {
      localStorage.setItem(KEY, token)
    } catch {
      // Kept in memory only.
    }
  },
  end: (): void => {
    if (inWindow) return
    unstored = null
    try {
      localStorage.removeItem(KEY)
    } catch {
      // There was nothing to remove.
    }
    for (const listener of listeners) listener()
  },
  /** Hears when the session ended, here or in another window. */
  onEnd: (listener: () => void): (() => void) => {
    const elsewhere = (event: StorageEvent) => {
      if (event.key === KEY && event.newValue === null) listener()
    }
    listeners.add(listener)
    addEventListener('storage', elsewhere)
    return () => {
      listeners.delete(listener)
      removeEventListener('storage', elsewhere)
    }
  },
}
