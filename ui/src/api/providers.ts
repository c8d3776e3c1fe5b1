/** What is done with providers. Pages call these; what is read stands in `queries.ts`. */
import { api, taken } from './client'
import { ApiError } from './errors'
import type { Provider } from './queries'
import type { components } from './schema'

type Schemas = components['schemas']

/** What a person may say of a provider; in a change a missing field stays and `null` clears. */
export type ProviderForm = Schemas['ProviderForm']
/** One line of a connectivity test: a step that ended, or the report at the end. */
export type TestEvent = Schemas['TestEvent']

const named = (provider: Provider) => ({ path: { provider: provider.id } })

/** Adds a provider. */
export const addProvider = (form: ProviderForm): Promise<Provider> =>
  taken(api.POST('/api/v1/providers', { body: form }))

/** Changes a provider as it was read: refused as stale if somebody changed it meanwhile. */
export const changeProvider = (provider: Provider, form: ProviderForm): Promise<Provider> =>
  taken(
    api.PATCH('/api/v1/providers/{provider}', {
      params: named(provider),
      body: { ...form, revision: provider.revision },
    }),
  )

/** Adds a credential beside those a provider has. */
export const addCredential = (provider: Provider, credential: string): Promise<Provider> =>
  taken(
    api.POST('/api/v1/providers/{provider}/credentials', {
      params: named(provider),
      body: { credential },
    }),
  )

/** Removes one of a provider's credentials. */
export const removeCredential = (provider: Provider, credential: string): Promise<Provider> =>
  taken(
    api.DELETE('/api/v1/providers/{provider}/credentials/{credential}', {
      params: { path: { provider: provider.id, credential } },
    }),
  )

/** Removes a provider. */
export async function removeProvider(provider: Provider): Promise<void> {
  await api.DELETE('/api/v1/providers/{provider}', { params: named(provider) })
}

/** Brings a provider back that was removed within the last minute, with its credential, pins and place. */
export const restoreProvider = (provider: Provider): Promise<Provider> =>
  taken(api.POST('/api/v1/providers/{provider}/restore', { params: named(provider) }))

/** Puts all providers into tiers, by their ids; the first tier is used first. */
export const orderProviders = async (tiers: string[][]): Promise<Provider[]> =>
  (await taken(api.PUT('/api/v1/providers/order', { body: { tiers } }))).items

/** What the person does to a breaker: close it, open it for a while, or hold it open. */
export type BreakerVerb = 'reset-breaker' | 'trip' | 'hold'

/** Turns a provider’s breaker; answers how the provider stands then. */
export const turnBreaker = (provider: Provider, verb: BreakerVerb): Promise<Provider> =>
  taken(api.POST(`/api/v1/providers/{provider}/${verb}`, { params: named(provider) }))

/** Chooses which provider is used first for a dialect; `null` leaves it to the tiers. */
export async function pinProvider(dialect: Provider['dialect'], provider: string | null): Promise<void> {
  await taken(api.PUT('/api/v1/pins/{dialect}', { params: { path: { dialect } }, body: { provider } }))
}

/**
 * Tests a provider: each step as it ends, then the report. Where the answer can't be read as it comes (the desktop's
 * window), everything comes at the end.
 */
export async function* testProvider(provider: Provider, signal: AbortSignal): AsyncGenerator<TestEvent> {
  const { data, response } = await api.POST('/api/v1/providers/{provider}/test', {
    params: named(provider),
    headers: { accept: 'application/x-ndjson' },
    parseAs: 'stream',
    signal,
  })
  for await (const line of data ? linesOf(data) : (await response.text()).split('\n')) {
    if (line !== '') yield readEvent(line)
  }
}

async function* linesOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const utf8 = new TextDecoder()
  let open = ''
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      const lines = (open + utf8.decode(next.value, { stream: true })).split('\n')
      open = lines.pop() ?? ''
      yield* lines
    }
  } finally {
    // Whoever stops reading ends the test at the server, too.
    void reader.cancel().catch(() => {})
  }
  yield open
}

function readEvent(line: string): TestEvent {
  try {
    return JSON.parse(line) as TestEvent
  } catch {
    throw new ApiError('unreadable')
  }
}
