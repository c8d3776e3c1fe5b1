/** Aliases as tests see them: kept in memory. */
import { HttpResponse, http } from 'msw'
import type { Alias } from '../api/queries'
import type { components } from '../api/schema'

const at = (path: string) => `http://127.0.0.1:23001/api/v1${path}`

/** Answers from a list, and remembers what was asked. */
export function aliasServer(initial: Alias[], providerNames: Record<string, string> = {}) {
  let all = initial
  const asked: { method: string; name: string; body: unknown }[] = []
  const handlers = [
    http.get(at('/aliases'), () => HttpResponse.json({ items: all })),
    http.put(at('/aliases/:name'), async ({ request, params }) => {
      const name = String(params.name)
      const body = (await request.json()) as components['schemas']['AliasForm']
      asked.push({ method: 'PUT', name, body })
      const alias: Alias = {
        name,
        models: body.models.map(({ provider, model }) => ({
          provider_id: provider,
          provider_name: providerNames[provider] ?? provider,
          model,
        })),
      }
      all = [...all.filter((other) => other.name !== name), alias]
      return HttpResponse.json(alias)
    }),
    http.delete(at('/aliases/:name'), ({ params }) => {
      asked.push({ method: 'DELETE', name: String(params.name), body: null })
      all = all.filter(({ name }) => name !== params.name)
      return new HttpResponse(null, { status: 204 })
    }),
  ]
  return { handlers, asked, all: () => all }
}
