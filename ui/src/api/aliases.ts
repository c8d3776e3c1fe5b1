/** What is done with aliases. Pages call these; what is read stands in `queries.ts`. */
import { api, taken } from './client'
import type { Alias } from './queries'

/** The model that stands for an alias at a provider, by its id. */
export type AliasModel = { provider: string; model: string }

/** Makes an alias, or puts other models behind it. */
export const setAlias = (name: string, models: AliasModel[]): Promise<Alias> =>
  taken(api.PUT('/api/v1/aliases/{alias}', { params: { path: { alias: name } }, body: { models } }))

/** Removes an alias: whoever asks for it is told that there is no such model. */
export async function removeAlias(name: string): Promise<void> {
  await api.DELETE('/api/v1/aliases/{alias}', { params: { path: { alias: name } } })
}
