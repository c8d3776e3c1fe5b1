/** Which event makes which of the read things stale, and when they are asked for again. */
import { match } from 'ts-pattern'
import type { ServerEvent } from './events'

/** An event that says that something happened; the others are about the stream itself. */
export type EventName = Exclude<ServerEvent['type'], 'hello' | 'resync'>

/** What is read: the first word of a query's key. */
export type Read = 'status' | 'providers' | 'aliases' | 'users' | 'keys' | 'settings'

/** What the person did shows at once; a few changes in a row are asked for together. */
const GATHER_MS = 40
/** What a request changes is summed up in the ledger, which writes in groups. */
const SETTLE_MS = 300
/** However many requests there are, what they change is not asked for more often. */
const EVERY_MS = 1_000

/** What an event makes stale. The requests themselves come with their events. */
export const staleBy = (event: EventName): { reads: readonly Read[]; counted: boolean } =>
  match(event)
    .with('request_opened', () => ({ reads: ['status'] as const, counted: true }))
    // A key that was used says when; a provider that answered says how fast.
    .with('request_closed', () => ({ reads: ['status', 'keys', 'providers'] as const, counted: true }))
    .with('providers_changed', () => ({ reads: ['status', 'providers'] as const, counted: false }))
    // A pin is told of with the status, and by its provider.
    .with('pins_changed', () => ({ reads: ['status', 'providers'] as const, counted: false }))
    .with('aliases_changed', () => ({ reads: ['aliases'] as const, counted: false }))
    .with('provider_health_changed', () => ({ reads: ['providers', 'status'] as const, counted: false }))
    // A user takes their keys along, and names them.
    .with('users_changed', () => ({ reads: ['users', 'keys'] as const, counted: false }))
    .with('keys_changed', () => ({ reads: ['keys'] as const, counted: false }))
    .with('settings_changed', () => ({ reads: ['settings', 'status'] as const, counted: false }))
    // Its steps are told, not asked for.
    .with('drill_step', () => ({ reads: [], counted: false }))
    .with('gateway_changed', () => ({ reads: ['status'] as const, counted: false }))
    .exhaustive()

/** Says what to ask for again: soon after a change, at most once a second while requests come. */
export class Freshness {
  private soon = new Set<Read>()
  private counted = new Set<Read>()
  private soonTimer: ReturnType<typeof setTimeout> | null = null
  private countedTimer: ReturnType<typeof setTimeout> | null = null
  private lastEvent = 0
  private lastCounted = Number.NEGATIVE_INFINITY

  constructor(
    private readonly refresh: (reads: readonly Read[]) => void,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes an event in. */
  heard(event: EventName): void {
    const { reads, counted } = staleBy(event)
    if (reads.length === 0) return
    if (!counted) {
      for (const read of reads) this.soon.add(read)
      this.soonTimer ??= setTimeout(() => this.tellSoon(), GATHER_MS)
      return
    }
    for (const read of reads) this.counted.add(read)
    this.lastEvent = this.now()
    this.countLater()
  }

  /** Forgets what it was about to say. */
  stop(): void {
    clearTimeout(this.soonTimer ?? undefined)
    clearTimeout(this.countedTimer ?? undefined)
    this.soonTimer = null
    this.countedTimer = null
  }

  private tellSoon(): void {
    this.soonTimer = null
    const reads = [...this.soon]
    this.soon.clear()
    this.refresh(reads)
  }

  private countLater(): void {
    if (this.countedTimer !== null) return
    const wait = Math.max(SETTLE_MS, EVERY_MS - (this.now() - this.lastCounted))
    this.countedTimer = setTimeout(() => this.tellCounted(), wait)
  }

  private tellCounted(): void {
    this.countedTimer = null
    this.lastCounted = this.now()
    const reads = [...this.counted]
    // What happened a moment ago may not be written yet, and is asked for once more.
    if (this.now() - this.lastEvent < SETTLE_MS) this.countLater()
    else this.counted.clear()
    this.refresh(reads)
  }
}
