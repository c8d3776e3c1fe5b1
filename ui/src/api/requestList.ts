/**
 * The requests that a filter lets through: the live ones as they come, the older ones a page at a time.
 *
 * One array, the oldest first, so that new rows are appended; the list shows it from its end. While paused nothing
 * that is shown moves: what is newer is counted and waits.
 */
import type { LiveBatch, LiveRequests } from './liveRequests'
import { compareRows, type RequestRow, type RequestState } from './requestRow'

/** Which requests. Each field that is set narrows it down. */
export type RequestFilter = {
  /** Begun at or after, in milliseconds. */
  since?: number | undefined
  state?: RequestState | undefined
  provider?: string | undefined
  user?: string | undefined
  key?: string | undefined
  /** A part of the asked or the sent model's name, in any case. */
  model?: string | undefined
  session?: string | undefined
}

/** Where a page of older requests begins. */
export type PageStart = { until: number | null; cursor: string | null }
/** A page of older requests, the newest first. */
export type OlderPage = { rows: readonly RequestRow[]; next: string | null }

/** What a list shows at one moment. */
export type ListView = {
  count: number
  /** By place, 0 being the newest. */
  row: (place: number) => RequestRow | undefined
  /** How many newer ones wait. */
  waiting: number
  paused: boolean
  /** How it stands with what is older than the last row. */
  older: 'more' | 'loading' | 'end' | 'failed'
  error: unknown
}

/** More rows than this are not kept; the oldest are fetched again when somebody scrolls there. */
const KEPT = 150_000
/** Which part of them is let go at once. */
const LET_GO = 1 / 5
/** The ledger's order and ours may differ by moments, so a page begins a little before the last row. */
const OVERLAP_MS = 1_000

/** Whether the filter lets a row through: the same that the server does with its ledger. */
export function lets(filter: RequestFilter, row: RequestRow): boolean {
  if (filter.since !== undefined && row.at < filter.since) return false
  if (filter.state !== undefined && row.state !== filter.state) return false
  if (filter.provider !== undefined && row.providerId !== filter.provider) return false
  if (filter.user !== undefined && row.userId !== filter.user) return false
  if (filter.key !== undefined && row.keyId !== filter.key) return false
  if (filter.session !== undefined && row.session !== filter.session) return false
  if (filter.model !== undefined) {
    const part = filter.model.toLowerCase()
    const inName = (name: string | null) => name?.toLowerCase().includes(part) ?? false
    if (!inName(row.askedModel) && !inName(row.sentModel)) return false
  }
  return true
}

/** A filtered list. */
export class RequestList {
  private rows: RequestRow[] = []
  private ids = new Set<string>()
  /** While paused: how many rows at the end of the array are newer than what is shown. */
  private newer = 0
  /** While paused: what came or went among the shown rows. */
  private held = new Map<string, RequestRow>()
  private paused = false
  /** Too much was missed: nothing is added any more, and resuming begins anew. */
  private detached = false
  private missed = 0
  private older: ListView['older'] = 'more'
  private error: unknown = null
  private cursor: string | null = null
  private until: number | null = null
  private round = 0
  private view: ListView | null = null
  private watchers = new Set<() => void>()
  private leave: (() => void) | null = null

  constructor(
    private readonly filter: RequestFilter,
    private readonly live: LiveRequests,
    private readonly load: (start: PageStart) => Promise<OlderPage>,
    private readonly kept = KEPT,
  ) {}

  /** Begins to follow; ends with what it gives back. */
  readonly follow = (): (() => void) => {
    this.leave = this.live.listen((batch) => this.hear(batch))
    if (this.live.known) this.begin()
    else this.older = 'loading'
    return () => {
      this.round += 1
      this.leave?.()
      this.leave = null
    }
  }

  /** Hears that the view changed. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  /** The view; the same until something changes. */
  readonly get = (): ListView => {
    this.view ??= this.look()
    return this.view
  }

  /** Nothing shown moves any more. */
  pause(): void {
    if (this.paused) return
    this.paused = true
    this.changed()
  }

  /** Shows what came meanwhile, and follows again. */
  resume(): void {
    if (!this.paused) return
    this.paused = false
    this.newer = 0
    this.missed = 0
    if (this.detached) this.begin()
    else {
      const held = [...this.held.values()]
      this.held = new Map()
      for (const row of held) this.take(row)
    }
    this.changed()
  }

  /** Fetches the next page of older requests, unless that is under way or there are none. */
  async loadOlder(): Promise<void> {
    if (this.older === 'loading' || this.older === 'end') return
    this.older = 'loading'
    this.changed()
    const round = this.round
    try {
      const page = await this.load({ until: this.until, cursor: this.cursor })
      if (round !== this.round) return
      this.cursor = page.next
      this.error = null
      this.older = page.next === null ? 'end' : 'more'
      this.prepend(page.rows)
    } catch (error) {
      if (round !== this.round) return
      this.error = error
      this.older = 'failed'
    }
    this.changed()
  }

  /** The place of a request, if it is shown. */
  placeOf(id: string): number | null {
    if (!this.ids.has(id)) return null
    const shown = this.shown()
    // Searched from the newest: what is open beside the list mostly stands near there.
    for (let index = shown - 1; index >= 0; index -= 1) {
      if (this.rows[index]?.id === id) return shown - 1 - index
    }
    return null
  }

  private hear(batch: LiveBatch): void {
    if (batch.kind === 'changed') {
      for (const row of batch.rows) this.take(row)
      this.letGo()
    } else if (this.missesNothing(batch)) {
      for (const row of batch.rows) this.take(row)
    } else if (this.paused && this.rows.length > 0) {
      this.detached = true
    } else {
      this.begin()
    }
    this.changed()
  }

  private missesNothing({ connected, rows }: Extract<LiveBatch, { kind: 'fetched' }>): boolean {
    if (!connected) return false
    const told = new Set(rows.map((row) => row.id))
    // A request that was open and isn't told of any more has ended unheard.
    return this.rows.every((row) => row.state !== 'open' || told.has(row.id))
  }

  private begin(): void {
    this.round += 1
    this.detached = false
    this.held = new Map()
    this.newer = 0
    this.missed = 0
    this.error = null
    this.older = 'more'
    this.cursor = null
    this.rows = this.live
      .latest()
      .filter((row) => lets(this.filter, row))
      .sort(compareRows)
    this.ids = new Set(this.rows.map((row) => row.id))
    this.pagesBeginHere()
    this.changed()
    void this.loadOlder()
  }

  /** The next page of older rows begins at the oldest that is here. */
  private pagesBeginHere(): void {
    const oldest = this.rows[0]
    this.until = oldest === undefined ? null : oldest.at + OVERLAP_MS
    this.cursor = null
  }

  private take(row: RequestRow): void {
    const passes = lets(this.filter, row)
    if (this.ids.has(row.id)) {
      const index = this.find(row)
      if (index === null) return
      if (passes) this.rows[index] = row
      else if (this.paused && index < this.shown()) {
        // It stays in sight, as it has become, until the list moves again.
        this.rows[index] = row
        this.held.set(row.id, row)
      } else this.remove(index)
      return
    }
    if (!passes) {
      this.held.delete(row.id)
      return
    }
    if (this.detached || this.newer >= this.kept) {
      this.detached = true
      this.missed += 1
      return
    }
    const oldest = this.rows[0]
    // It belongs to a page that isn't loaded yet, and comes with it.
    if (oldest !== undefined && this.older !== 'end' && compareRows(row, oldest) < 0) return
    const index = this.place(row)
    if (this.paused && index < this.shown()) this.held.set(row.id, row)
    else this.insert(index, row)
  }

  private insert(index: number, row: RequestRow): void {
    this.ids.add(row.id)
    if (index === this.rows.length) this.rows.push(row)
    else this.rows.splice(index, 0, row)
    if (this.paused) this.newer += 1
  }

  private remove(index: number): void {
    const [row] = this.rows.splice(index, 1)
    if (row !== undefined) this.ids.delete(row.id)
    if (this.paused) this.newer -= 1
  }

  private prepend(page: readonly RequestRow[]): void {
    const fresh = page.filter((row) => !this.ids.has(row.id))
    const oldest = this.rows[0]
    const older = oldest === undefined ? fresh : fresh.filter((row) => compareRows(row, oldest) < 0)
    for (const row of older) this.ids.add(row.id)
    this.rows = older.toSorted(compareRows).concat(this.rows)
    // What the overlap brought stands between rows that are here already.
    if (oldest !== undefined) for (const row of fresh) if (compareRows(row, oldest) >= 0) this.take(row)
  }

  private letGo(): void {
    if (this.paused || this.rows.length <= this.kept) return
    for (const row of this.rows.splice(0, Math.ceil(this.kept * LET_GO))) this.ids.delete(row.id)
    this.round += 1
    this.older = 'more'
    this.pagesBeginHere()
  }

  /** Where a row stands, or would stand. Searched from the end, where most of it happens. */
  private place(row: RequestRow): number {
    let low = 0
    let high = this.rows.length
    const newest = this.rows[high - 1]
    if (newest === undefined || compareRows(newest, row) < 0) return high
    while (low < high) {
      const middle = (low + high) >> 1
      const there = this.rows[middle]
      if (there !== undefined && compareRows(there, row) < 0) low = middle + 1
      else high = middle
    }
    return low
  }

  private find(row: RequestRow): number | null {
    const index = this.place(row)
    return this.rows[index]?.id === row.id ? index : null
  }

  private shown(): number {
    return this.rows.length - this.newer
  }

  private look(): ListView {
    const { rows } = this
    const shown = this.shown()
    // Held rows wait, too, if they are new; those that are already shown don't.
    const entering = [...this.held.keys()].filter((id) => !this.ids.has(id)).length
    return {
      count: shown,
      row: (place) => rows[shown - 1 - place],
      waiting: this.newer + entering + this.missed,
      paused: this.paused,
      older: this.older,
      error: this.error,
    }
  }

  private changed(): void {
    this.view = null
    for (const watcher of this.watchers) watcher()
  }
}
