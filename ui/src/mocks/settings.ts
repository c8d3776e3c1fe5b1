/** The settings as tests see them: a little server that keeps what it is told. */
import { HttpResponse, http } from 'msw'
import type { Setting } from '../api/queries'
import type { components } from '../api/schema'
import { problem } from './server'

type Schemas = components['schemas']

const at = (path: string) => `http://127.0.0.1:23001/api/v1${path}`

/** A setting at its default, unless a test says otherwise. */
export const setting = (
  key: Setting['key'],
  defaultValue: unknown,
  changes: Partial<Setting> = {},
): Setting => ({
  key,
  default: defaultValue,
  value: defaultValue,
  source: 'default',
  locked: false,
  needs_restart: false,
  ...changes,
})

/** Answers from a list, and remembers what was set. `refuse` makes one setting refuse every value. */
export function settingsServer(all: Setting[], refuse?: Setting['key']) {
  const asked: { key: string; value: unknown }[] = []
  const handlers = [
    http.get(at('/settings'), () => HttpResponse.json<{ items: Setting[] }>({ items: all })),
    http.put<{ key: string }, Schemas['SettingValue']>(at('/settings/:key'), async ({ request, params }) => {
      const { value } = await request.json()
      asked.push({ key: params.key, value })
      const index = all.findIndex(({ key }) => key === params.key)
      const there = all[index]
      if (there === undefined) return problem('not_found', 404)
      if (there.locked) return problem('setting_locked', 409)
      if (there.key === refuse) return problem('invalid_field', 422, { field: 'value' })
      const changed: Setting = {
        ...there,
        value: value ?? there.default,
        source: value === null ? 'default' : 'set',
      }
      all[index] = changed
      return HttpResponse.json(changed)
    }),
  ]
  return { handlers, asked }
}
