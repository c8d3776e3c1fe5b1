/** The web door's providers as tests see them: kept in memory, with revisions, tiers and a minute's memory. */
import { HttpResponse, http } from 'msw'
import type { TestEvent } from '../api/providers'
import type { Preset, Provider } from '../api/queries'
import type { components } from '../api/schema'
import { problem } from './server'

type Schemas = components['schemas']

const at = (path: string) => `http://127.0.0.1:23001/api/v1${path}`

/** A healthy provider, unless a test says otherwise. */
export const provider = (changes: Partial<Provider> & { id: string; name: string }): Provider => ({
  kind: 'upstream',
  dialect: 'anthropic',
  auth_style: 'x-api-key',
  base_url: 'https://relay.example.com',
  generate_url: 'https://relay.example.com/v1/messages',
  credentials: [{ id: 'c1', tail: 'c41f', readable: true, state: 'ok', until: null }],
  needs_credential: false,
  enabled: true,
  priority: 10,
  weight: 1,
  allowed_models: [],
  model_redirects: [],
  echo_requested_model: false,
  tags: [],
  group_priorities: {},
  allowed_clients: [],
  denied_clients: [],
  schedule_from: null,
  schedule_until: null,
  schedule_time_zone: null,
  breaker_failures: null,
  breaker_open_ms: null,
  breaker_half_open_successes: null,
  proxy_url: null,
  has_proxy_password: false,
  proxy_fallback_direct: false,
  extra_ca_pem: null,
  accept_any_certificate: false,
  anthropic_max_tokens: null,
  anthropic_thinking_budget: null,
  anthropic_long_context: 'inherit',
  anthropic_cache_ttl: null,
  responses_reasoning_effort: null,
  responses_reasoning_summary: null,
  responses_verbosity: null,
  responses_parallel_tools: null,
  responses_service_tier: null,
  codex_instructions: 'auto',
  gemini_google_search: 'inherit',
  connect_timeout_ms: null,
  first_byte_timeout_ms: null,
  stream_idle_timeout_ms: null,
  stream_stall_timeout_ms: null,
  total_timeout_ms: null,
  custom_headers: {},
  pass_client_ip: false,
  conversion_allowed: true,
  include_usage: true,
  allow_plain_http: false,
  website: null,
  note: '',
  pinned_for: [],
  health: {
    state: 'ok',
    since: '2026-01-02T03:04:05Z',
    last_outcome: {
      at: '2026-01-02T03:04:05Z',
      outcome: 'answered',
      status: 200,
      request_id: 'r1',
      error: null,
    },
    successes_today: 61,
    failures_today: 3,
    first_byte_ms_median: 1_100,
  },
  breaker: { state: 'closed', cause: null, since: null, until: null, rests: [] },
  quota: [],
  created_at: '2026-01-01T00:00:00Z',
  revision: 1,
  ...changes,
})

/** A preset with two dialects. */
export const preset = (changes: Partial<Preset> = {}): Preset => ({
  id: 'zhipu',
  name: 'Zhipu GLM',
  zh_name: '智谱 GLM',
  category: 'official',
  endpoints: [
    { dialect: 'anthropic', base_url: 'https://open.bigmodel.cn/api/anthropic' },
    { dialect: 'openai-chat', base_url: 'https://open.bigmodel.cn/api/paas/v4' },
  ],
  website: 'https://open.bigmodel.cn',
  key_url: 'https://open.bigmodel.cn/usercenter/apikeys',
  source: 'https://docs.bigmodel.cn/',
  checked_on: '2026-01-02',
  note: null,
  zh_note: null,
  ...changes,
})

const credentialOf = (secret: string): Provider['credentials'][number] => ({
  id: `c-${secret}`,
  tail: secret.slice(-4),
  readable: true,
  state: 'ok',
  until: null,
})

/** The providers of one test: what is stored, and what was asked. */
export function providers(initial: Provider[], presets: Preset[] = [preset()]) {
  let all = initial
  let removed: Provider[] = []
  const asked: { method: string; path: string; body: unknown }[] = []
  const heard = async (request: Request) => {
    const body: unknown = await request.json().catch(() => null)
    asked.push({ method: request.method, path: new URL(request.url).pathname.replace('/api/v1', ''), body })
    return body
  }
  const named = (id: unknown) => all.find((provider) => provider.id === id)
  const put = (changed: Provider) => {
    all = all.map((provider) => (provider.id === changed.id ? changed : provider))
    return changed
  }
  const change = (stored: Provider, form: object): Provider => {
    const { credential, revision: _, ...fields } = form as Schemas['ProviderChange']
    const credentials = typeof credential === 'string' ? [credentialOf(credential)] : []
    return {
      ...stored,
      ...(fields as Partial<Provider>),
      ...(credential !== undefined && { credentials }),
      revision: stored.revision + 1,
    }
  }
  const handlers = [
    http.post(at('/providers/:id/credentials'), async ({ request, params }) => {
      const { credential } = (await heard(request)) as Schemas['NewCredential']
      const stored = named(params.id)
      if (stored === undefined) return problem('not_found', 404)
      const credentials = [...stored.credentials, credentialOf(credential)]
      return HttpResponse.json(put({ ...stored, credentials }), { status: 201 })
    }),
    http.delete(at('/providers/:id/credentials/:credential'), async ({ request, params }) => {
      await heard(request)
      const stored = named(params.id)
      if (stored === undefined) return problem('not_found', 404)
      const credentials = stored.credentials.filter(({ id }) => id !== params.credential)
      return HttpResponse.json(put({ ...stored, credentials }))
    }),
    http.get(at('/providers'), () => HttpResponse.json({ items: all })),
    http.get(at('/presets'), () => HttpResponse.json({ items: presets })),
    http.post(at('/providers'), async ({ request }) => {
      const form = (await heard(request)) as Schemas['ProviderForm']
      if (all.some(({ name }) => name === form.name)) return problem('name_taken', 409, { field: 'name' })
      const added = change(provider({ id: `new-${all.length}`, name: '', revision: 0 }), form)
      all = [...all, added]
      return HttpResponse.json(added, { status: 201 })
    }),
    http.put(at('/providers/order'), async ({ request }) => {
      const { tiers } = (await heard(request)) as Schemas['ProviderOrder']
      all = all.map((provider) => ({
        ...provider,
        priority: (tiers.findIndex((tier) => tier.includes(provider.id)) + 1) * 10,
      }))
      return HttpResponse.json({ items: all })
    }),
    http.patch(at('/providers/:id'), async ({ request, params }) => {
      const form = (await heard(request)) as Schemas['ProviderChange']
      const stored = named(params.id)
      if (stored === undefined) return problem('not_found', 404)
      if (form.revision !== stored.revision) {
        return problem('stale_revision', 409, { current_revision: stored.revision })
      }
      return HttpResponse.json(put(change(stored, form)))
    }),
    http.delete(at('/providers/:id'), async ({ request, params }) => {
      await heard(request)
      removed = all.filter(({ id }) => id === params.id)
      all = all.filter(({ id }) => id !== params.id)
      return new HttpResponse(null, { status: 204 })
    }),
    http.post(at('/providers/:id/restore'), async ({ request }) => {
      await heard(request)
      all = [...all, ...removed]
      return HttpResponse.json(removed[0])
    }),
    http.post(at('/providers/:id/:verb'), async ({ request, params }) => {
      const state = ({ 'reset-breaker': 'closed', trip: 'open', hold: 'held' } as const)[String(params.verb)]
      const stored = named(params.id)
      if (state === undefined || stored === undefined) return
      await heard(request)
      const until = state === 'open' ? new Date(Date.now() + 30_000).toISOString() : null
      const cause = state === 'closed' ? null : 'person'
      const breaker = { state, cause, since: null, until, rests: [] } as const
      return HttpResponse.json(put({ ...stored, breaker: { ...breaker, rests: [] } }))
    }),
    http.put(at('/pins/:dialect'), async ({ request, params }) => {
      const { provider } = (await heard(request)) as Schemas['PinChange']
      const dialect = params.dialect as Provider['dialect']
      all = all.map((one) => ({
        ...one,
        pinned_for: [
          ...one.pinned_for.filter((pinned) => pinned !== dialect),
          ...(one.id === provider ? [dialect] : []),
        ],
      }))
      return HttpResponse.json({ dialect, provider_id: provider, provider_name: null })
    }),
  ]
  return {
    handlers,
    asked,
    all: () => all,
    /** As somebody else changes one, elsewhere. */
    changeElsewhere: (id: string, change: Partial<Provider>) => {
      const stored = named(id)
      if (stored !== undefined) put({ ...stored, ...change, revision: stored.revision + 1 })
    },
  }
}

/** A connectivity test that goes as far as a test lets it. */
export function testStream(id: string) {
  let push: (text: string) => void = () => {}
  let close: () => void = () => {}
  const handler = http.post(at(`/providers/${id}/test`), () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const utf8 = new TextEncoder()
        push = (text) => controller.enqueue(utf8.encode(text))
        close = () => controller.close()
      },
    })
    return new HttpResponse(body, { headers: { 'content-type': 'application/x-ndjson' } })
  })
  return {
    handler,
    push: (event: TestEvent) => push(`${JSON.stringify(event)}\n`),
    pushText: (text: string) => push(text),
    close: () => close(),
  }
}
