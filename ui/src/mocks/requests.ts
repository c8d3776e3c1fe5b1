/** Requests as tests see them: records, and the lists they are in. */
import { HttpResponse, http } from 'msw'
import type { RequestRecord } from '../api/requestRow'
import type { components } from '../api/schema'

type Schemas = components['schemas']

const at = (path: string) => `http://127.0.0.1:23001/api/v1${path}`

/** The id of the n-th request; later ones are greater. */
export const requestId = (n: number): string => `01960000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** The n-th request, a second after the one before, unless a test says otherwise. */
export const requestRecord = (n: number, changes: Partial<RequestRecord> = {}): RequestRecord => ({
  id: requestId(n),
  started_at: new Date(Date.UTC(2026, 0, 2, 3, 4, 5) + n * 1_000).toISOString(),
  state: 'done',
  dialect: 'anthropic',
  operation: 'generate',
  stream: true,
  user_id: 'a0000000-0000-7000-8000-000000000001',
  user_name: 'ann',
  key_id: 'b0000000-0000-7000-8000-000000000001',
  key_name: 'laptop',
  client: 'claude-cli/2.0.1 (external, cli)',
  peer: '127.0.0.1:50000',
  session_id: 'session-1',
  asked_model: `model-${n}`,
  sent_model: `model-${n}`,
  provider_id: 'c0000000-0000-7000-8000-000000000001',
  provider_name: 'Official',
  converted: false,
  status: 200,
  error_code: null,
  error: null,
  usage: {
    input_tokens: 300,
    output_tokens: 100,
    cache_read_tokens: null,
    cache_write_5m_tokens: null,
    cache_write_1h_tokens: null,
    reasoning_tokens: null,
    web_searches: null,
    estimated: false,
  },
  cost_nano_usd: null,
  request_bytes: 2_048,
  response_bytes: 4_096,
  first_byte_ms: 540,
  duration_ms: 1_250,
  chain: [],
  changes: [],
  attempts: [],
  ...changes,
})

/** The latest requests, the newest first. */
export const latestAre = (items: RequestRecord[], seq = 17) =>
  http.get(at('/requests/live'), () => HttpResponse.json<Schemas['LiveRequests']>({ seq, items }))

/** The ledger: pages of the given size, the newest first, of what the test says that the filter lets through. */
export function ledgerHas(records: RequestRecord[], size = 200) {
  const asked: URLSearchParams[] = []
  const handler = http.get(at('/requests'), ({ request }) => {
    const query = new URL(request.url).searchParams
    asked.push(query)
    const from = Number(query.get('cursor') ?? 0)
    const items = records.slice(from, from + size)
    const next = from + size < records.length ? String(from + size) : null
    return HttpResponse.json<Schemas['Page_RequestRecord']>({ items, next_cursor: next })
  })
  return { handler, asked }
}

/** One request in full. */
export const requestIs = (record: RequestRecord) =>
  http.get(at(`/requests/${record.id}`), () => HttpResponse.json(record))

/** What there is unless a test says otherwise: nothing yet. */
export const noRequests = [latestAre([]), ledgerHas([]).handler]
