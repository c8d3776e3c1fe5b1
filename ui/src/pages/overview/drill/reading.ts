/** A fire drill as it is drawn: read from its steps. Pure. */
import { match } from 'ts-pattern'
import type { DrillStep } from '../../../api/drill'

/** One of the two fake providers: the one that is broken, and the one that stands by. */
export type Which = Extract<DrillStep, { what: 'asked' }>['tries'][number]['provider']
/** What happened. */
type Step<What extends DrillStep['what']> = Extract<DrillStep, { what: What }>
/** Where a breaker stands. */
export type State = Step<'breaker'>['state']

/** One try of a request, on its provider’s line. */
export type Mark = { key: string; at: number; which: Which; answered: boolean }
/** A stretch of the broken provider’s breaker; the last one isn’t over. */
export type Band = { state: State; from: number; to: number | null }
/** A moment worth a sentence. */
export type Moment =
  | { kind: 'began' | 'broken' | 'mended' | 'half_open' | 'closed'; at: number }
  | { kind: 'failover'; at: number; number: number; ms: number }
  | { kind: 'open'; at: number; failures: number }

/** What is known of it so far. */
export type Reading = {
  marks: readonly Mark[]
  /** Requests that went on from the first to the second. */
  hops: readonly { key: string; at: number }[]
  bands: readonly Band[]
  moments: readonly Moment[]
  /** The first provider answers with errors. */
  broken: boolean
  state: State
  /** When its open breaker is tried again, milliseconds since 1970. */
  retryAt: number | null
  /** Who answered the latest request. */
  serving: Which | null
  served: Record<Which, number>
  end: Step<'ended'> | null
  /** How long the axis is, milliseconds. */
  axis: number
}

const AXIS_MS = 12_000
const AXIS_STEP_MS = 4_000

/** Reads the steps so far. */
export function readDrill(steps: readonly DrillStep[]): Reading {
  const reader = new Reader()
  for (const step of steps) reader.take(step)
  const last = steps.at(-1)?.at_ms ?? 0
  return { ...reader.reading, axis: Math.max(AXIS_MS, Math.ceil(last / AXIS_STEP_MS) * AXIS_STEP_MS) }
}

class Reader {
  private startedAt = 0
  private failures = 0
  private readonly marks: Mark[] = []
  private readonly hops: { key: string; at: number }[] = []
  private readonly bands: Band[] = [{ state: 'closed', from: 0, to: null }]
  private readonly moments: Moment[] = []
  readonly reading: Omit<Reading, 'axis'> = {
    marks: this.marks,
    hops: this.hops,
    bands: this.bands,
    moments: this.moments,
    broken: false,
    state: 'closed',
    retryAt: null,
    serving: null,
    served: { first: 0, second: 0 },
    end: null,
  }

  take(step: DrillStep): void {
    const { reading } = this
    const at = step.at_ms
    match(step)
      .with({ what: 'began' }, (began) => {
        this.startedAt = Date.parse(began.at) - at
        this.moments.push({ kind: 'began', at })
      })
      .with({ what: 'broken' }, () => {
        reading.broken = true
        this.moments.push({ kind: 'broken', at })
      })
      .with({ what: 'mended' }, () => {
        reading.broken = false
        this.moments.push({ kind: 'mended', at })
      })
      .with({ what: 'asked' }, (asked) => this.asked(asked))
      .with({ what: 'breaker' }, (breaker) => this.breaker(breaker))
      .with({ what: 'ended' }, (ended) => {
        reading.end = ended
        this.closeBand(at)
      })
      .exhaustive()
  }

  private asked({ number, tries, at_ms: at, duration_ms: ms }: Step<'asked'>): void {
    const { reading } = this
    for (const { provider: which, answered } of tries) {
      this.marks.push({ key: `${number} ${which} ${this.marks.length}`, at, which, answered })
      if (!answered) continue
      reading.served[which] += 1
      reading.serving = which
    }
    if (tries.some(({ provider, answered }) => provider === 'first' && !answered)) this.failures += 1
    if (!new Set(tries.map(({ provider }) => provider)).has('first') || tries.length < 2) return
    // The first one is worth a sentence; the others are like it.
    if (this.hops.length === 0) this.moments.push({ kind: 'failover', at, number, ms })
    this.hops.push({ key: String(number), at })
  }

  private breaker({ state, until_ms: until, at_ms: at }: Step<'breaker'>): void {
    this.closeBand(at)
    this.bands.push({ state, from: at, to: null })
    this.reading.state = state
    this.reading.retryAt = until == null ? null : this.startedAt + until
    match(state)
      .with('open', 'held', () => this.moments.push({ kind: 'open', at, failures: this.failures }))
      .with('half_open', () => this.moments.push({ kind: 'half_open', at }))
      .with('closed', () => this.moments.push({ kind: 'closed', at }))
      .exhaustive()
  }

  private closeBand(at: number): void {
    const last = this.bands.at(-1)
    if (last !== undefined) this.bands[this.bands.length - 1] = { ...last, to: at }
  }
}
