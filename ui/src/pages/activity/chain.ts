/** The decision chain as it is drawn: who was considered, in what order, and what came of it. Pure. */
import type { RequestRecord } from '../../api/requestRow'

/** One try of a request at one provider. */
export type Attempt = RequestRecord['attempts'][number]
/** A provider and what was decided about it. */
export type Considered = RequestRecord['chain'][number]
/** Why a provider was not a candidate. */
export type Exclusion = Extract<Considered, { verdict: 'skipped' }>['reason']
/** Why a provider that could have served wasn’t asked just then. */
export type Unavailability = Extract<Considered, { verdict: 'resting' }>['reason']

/** What a stretch of an attempt was spent on. */
export type BarKind = 'queue' | 'connect' | 'wait' | 'output' | 'failed'
/** A stretch, in milliseconds from the request's beginning. */
export type Bar = { kind: BarKind; from: number; to: number }

/** A row of the chain. */
export type ChainRow =
  | {
      kind: 'tried'
      key: string
      provider: string
      /** Why it was its turn, if the chain says. */
      turn: { rank: number; session: boolean; pinned: boolean } | null
      /** It was resting, and asked all the same, since nobody else was left. */
      forced: boolean
      /** The model that it was sent instead of the asked one, and by which rule of the person’s. */
      model: { name: string; by: Replaced['by'] } | null
      attempt: Attempt
      bars: readonly Bar[]
      /** Where the last bar ends. */
      end: number
    }
  | { kind: 'unreached'; key: string; provider: string }
  | { kind: 'resting'; key: string; provider: string; reason: Unavailability; until: number | null }
  | { kind: 'skipped'; key: string; provider: string; reason: Exclusion }

type Replaced = Extract<RequestRecord['changes'][number], { change: 'model_replaced' }>

/** The rows: the tries as they happened, who was not reached, who rested, and who was no candidate. */
export function chainRows(record: RequestRecord): readonly ChainRow[] {
  const tried = new Set(record.attempts.map((attempt) => attempt.provider_id))
  const candidates = record.chain.filter((link) => link.verdict === 'candidate')
  const resting = record.chain.filter((link) => link.verdict === 'resting')
  const rows = record.attempts.map((attempt): ChainRow => {
    const link = candidates.find((candidate) => candidate.provider_id === attempt.provider_id)
    const bars = barsOf(record, attempt)
    return {
      kind: 'tried',
      key: attempt.id,
      provider: attempt.provider_name,
      turn: link === undefined ? null : { rank: link.rank, session: link.session, pinned: isPinned(link) },
      forced: resting.some(({ provider_id }) => provider_id === attempt.provider_id),
      model: modelFor(record, attempt),
      attempt,
      bars,
      end: bars.at(-1)?.to ?? beginOf(record, attempt),
    }
  })
  for (const link of candidates.toSorted((a, b) => a.rank - b.rank)) {
    if (!tried.has(link.provider_id)) {
      rows.push({ kind: 'unreached', key: link.provider_id, provider: link.provider_name })
    }
  }
  for (const { provider_id: key, provider_name: provider, reason, until } of resting) {
    if (tried.has(key)) continue
    rows.push({ kind: 'resting', key, provider, reason, until: until === null ? null : Date.parse(until) })
  }
  for (const link of record.chain) {
    if (link.verdict !== 'skipped') continue
    rows.push({ kind: 'skipped', key: link.provider_id, provider: link.provider_name, reason: link.reason })
  }
  return rows
}

/** When the parts of a request took place, in milliseconds; none where it never came to that. */
export type Timings = {
  /** Before the first try. */
  queue: number | null
  /** In tries that came to nothing before the last one. */
  failover: number | null
  /** Of the last try. */
  connect: number | null
  /** From the request's beginning to the provider's head. */
  head: number | null
  firstByte: number | null
  total: number | null
}

/** Reads the timings. */
export function timingsOf(record: RequestRecord): Timings {
  const first = record.attempts[0]
  const last = record.attempts.at(-1)
  const lastBegan = last === undefined ? null : beginOf(record, last)
  return {
    queue: first === undefined ? null : beginOf(record, first),
    failover:
      first === undefined || lastBegan === null || first === last ? null : lastBegan - beginOf(record, first),
    connect: last?.connect_ms ?? null,
    head: lastBegan === null || last?.head_ms == null ? null : lastBegan + last.head_ms,
    firstByte: record.first_byte_ms ?? null,
    total: record.duration_ms ?? null,
  }
}

/** The axis: five steps of a round length that reach the end. */
export function axisOf(end: number): { step: number; end: number; ticks: readonly number[] } {
  const least = Math.max(end, 5) / 5
  const size = 10 ** Math.floor(Math.log10(least))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * size >= least) ?? 10) * size
  return { step, end: step * 5, ticks: [0, 1, 2, 3, 4, 5].map((n) => n * step) }
}

function barsOf(record: RequestRecord, attempt: Attempt): readonly Bar[] {
  const from = beginOf(record, attempt)
  const to = from + attempt.duration_ms
  const within = (at: number) => Math.min(Math.max(at, from), to)
  const connected = within(from + (attempt.connect_ms ?? 0))
  const isLast = record.attempts.at(-1) === attempt
  const answering =
    attempt.outcome === 'answered' || attempt.outcome === 'broke_off' || attempt.outcome === 'cancelled'
  const firstByte = isLast && record.first_byte_ms != null ? record.first_byte_ms : null
  // A wait that nobody could see on the axis isn't drawn.
  const waited = record.attempts[0] === attempt && from * 100 >= (record.duration_ms ?? 0) ? from : 0
  const bars: Bar[] = [
    { kind: 'queue', from: 0, to: waited },
    { kind: 'connect', from, to: connected },
  ]
  if (!answering) bars.push({ kind: 'failed', from: connected, to })
  else {
    const began = within(firstByte ?? (attempt.head_ms == null ? to : from + attempt.head_ms))
    const passed = Math.max(began, connected)
    bars.push({ kind: 'wait', from: connected, to: passed }, { kind: 'output', from: passed, to })
    if (attempt.outcome === 'broke_off') bars.push({ kind: 'failed', from: to, to })
  }
  // A stretch of no length is not drawn, but what failed always is.
  return bars.filter((bar) => bar.to > bar.from || bar.kind === 'failed')
}

const beginOf = (record: RequestRecord, attempt: Attempt): number =>
  Math.max(0, Date.parse(attempt.started_at) - Date.parse(record.started_at))

/** What a redirect or alias made of the asked model for the provider of a try. */
function modelFor(record: RequestRecord, attempt: Attempt): { name: string; by: Replaced['by'] } | null {
  for (const change of record.changes) {
    if (change.change === 'model_replaced' && change.provider_id === attempt.provider_id) {
      return { name: change.model, by: change.by }
    }
  }
  return null
}

/** Older rows of the ledger don't say. */
const isPinned = (link: Considered): boolean => 'pinned' in link && link.pinned === true
