/** What of the providers' page stands in its address. Pure; read before the page itself is. */

/** One provider beside the list, a new one, or the simulator's question. */
export type ProvidersSearch = {
  provider?: string
  tab?: 'configuration'
  /** The field of the configuration that somebody is sent to. */
  field?: string
  add?: true
  /** What is asked of the simulator; the page reads it. */
  route?: object
}

/** Reads an address, which anybody can have written. */
export const providersSearch = (search: Record<string, unknown>): ProvidersSearch => ({
  ...(typeof search.provider === 'string' && { provider: search.provider }),
  ...(search.tab === 'configuration' && { tab: search.tab }),
  ...(typeof search.field === 'string' && { field: search.field }),
  ...(search.add === true && { add: search.add }),
  ...(typeof search.route === 'object' && search.route !== null && { route: search.route }),
})
