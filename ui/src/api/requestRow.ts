/** A request as a list shows it: a few fields of the record, so that a hundred thousand of them fit into memory. */
import type { components } from './schema'

/** A request in full. */
export type RequestRecord = components['schemas']['RequestRecord']
/** How far a request has come. */
export type RequestState = components['schemas']['RequestState']

/** What a row needs, and what the filters ask about. */
export type RequestRow = {
  id: string
  /** When its head had been read, in milliseconds. */
  at: number
  state: RequestState
  dialect: RequestRecord['dialect']
  operation: RequestRecord['operation']
  status: number | null
  askedModel: string | null
  sentModel: string | null
  providerId: string | null
  provider: string | null
  /** The provider that was tried first, if the last one is another. */
  leftProvider: string | null
  userId: string | null
  keyId: string | null
  key: string | null
  session: string | null
  client: string | null
  /** Of every class; none where the provider said nothing. */
  tokens: number | null
  tookMs: number | null
}

/** Makes the row. */
export function rowOf(record: RequestRecord): RequestRow {
  const first = record.attempts[0]
  const left = first !== undefined && first.provider_id !== record.provider_id ? first.provider_name : null
  return {
    id: record.id,
    at: Date.parse(record.started_at),
    state: record.state,
    dialect: record.dialect,
    operation: record.operation,
    status: record.status ?? null,
    askedModel: shared(record.asked_model),
    sentModel: shared(record.sent_model),
    providerId: shared(record.provider_id),
    provider: shared(record.provider_name),
    leftProvider: shared(left),
    userId: shared(record.user_id),
    keyId: shared(record.key_id),
    key: shared(record.key_name),
    session: shared(record.session_id),
    client: shared(record.client),
    tokens: totalTokens(record.usage),
    tookMs: record.duration_ms ?? null,
  }
}

/** The tokens of every class together; what was thought is part of the output. */
export function totalTokens(usage: RequestRecord['usage']): number | null {
  const classes = [
    usage.input_tokens,
    usage.output_tokens,
    usage.cache_read_tokens,
    usage.cache_write_5m_tokens,
    usage.cache_write_1h_tokens,
  ]
  const said = classes.filter((tokens) => tokens !== null)
  return said.length === 0 ? null : said.reduce((sum, tokens) => sum + tokens, 0)
}

/** Newer rows are greater. Ids are made of the time and chance, so that a tie has one outcome, too. */
export const compareRows = (a: Pick<RequestRow, 'at' | 'id'>, b: Pick<RequestRow, 'at' | 'id'>): number =>
  a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

const MOST_SHARED = 4_096
const texts = new Map<string, string>()

/** One string for all rows that say the same: a decoder makes a new one each time. */
function shared(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null
  const known = texts.get(text)
  if (known !== undefined) return known
  if (texts.size >= MOST_SHARED) texts.clear()
  texts.set(text, text)
  return text
}
