/**
 * Which door the page came through, by its own address: the desktop's window, or the web door. Only this folder asks.
 */

/** Whether an address is the desktop window's: `admin://localhost`, on Windows `http://admin.localhost`. */
export const isWindow = (at: Pick<Location, 'protocol' | 'hostname'>): boolean =>
  at.protocol === 'admin:' || at.hostname === 'admin.localhost'

/** Whether this page is in the desktop's window. It needs no sign-in there: its process holds the token. */
export const inWindow: boolean = isWindow(location)
