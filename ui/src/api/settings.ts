/** What is done with settings. Pages call these; what is read stands in `queries.ts`. */
import { api, taken } from './client'
import type { Setting } from './queries'

/** Sets a setting; `null` brings its default back. */
export const setSetting = (key: Setting['key'], value: unknown): Promise<Setting> =>
  taken(api.PUT('/api/v1/settings/{key}', { params: { path: { key } }, body: { value } }))
