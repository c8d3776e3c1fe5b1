/**
 * The secret of a one-time link, taken out of the address.
 *
 * It stands in the fragment, which no server, log or Referer sees; so that the browser's history doesn't keep it
 * either, it is taken before anything else runs, and at once.
 */
import { paths } from '../paths'

let held: string | null = null

/** Takes the secret out of the address, if it is a one-time link's, and keeps it for the sign-in page. */
export function catchLinkSecret(): void {
  if (location.pathname !== paths.signIn || location.hash.length < 2) return
  held = location.hash.slice(1)
  history.replaceState(history.state, '', location.pathname + location.search)
}

/** Gives the secret away. Only once: it can be spent only once. */
export function takeLinkSecret(): string | null {
  const secret = held
  held = null
  return secret
}
