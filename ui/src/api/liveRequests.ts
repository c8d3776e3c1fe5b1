/**
 * The latest requests as the server's own list has them, kept so by events. Knows no filter and no page.
 *
 * Events come faster than a screen is drawn, so they are gathered, and told once for each frame.
 */
import { type RequestRecord, type RequestRow, rowOf } from './requestRow'
import type { components } from './schema'

/** As many as the server keeps. */
const KEPT = 500
/** Where no frame is drawn for a while, the gathered events are taken all the same. */
const LONGEST_WAIT_MS = 250

/** What is told to those who listen. */
export type LiveBatch =
  /** These rows are new or have changed. */
  | { kind: 'changed'; rows: readonly RequestRow[] }
  /** The list was fetched: `connected` if nothing was missed since the last telling. */
  | { kind: 'fetched'; rows: readonly RequestRow[]; connected: boolean }

/** The latest requests. */
export class LiveRequests {
  private records = new Map<string, RequestRecord>()
  private rows = new Map<string, RequestRow>()
  private gathered = new Map<string, RequestRecord>()
  private early: { seq: number; request: RequestRecord }[] = []
  private fetchedSeq: number | null = null
  private fetching = false
  private cancelWait: (() => void) | null = null
  private listeners = new Set<(batch: LiveBatch) => void>()
  private watchers = new Set<() => void>()
  private newest: readonly RequestRow[] | null = null

  /** Takes an event's request in. Those that come while the list is being fetched wait for it. */
  heard(seq: number, request: RequestRecord): void {
    if (this.fetchedSeq === null || this.fetching) {
      this.early.push({ seq, request })
      return
    }
    this.gather(seq, request)
  }

  /** The list is being fetched anew: what comes from now on waits for it. */
  fetchBegins(): void {
    this.flush()
    this.fetching = true
    this.early = []
  }

  /** It could not be fetched; the next hello tries again. Until then a list has the ledger alone. */
  fetchFailed(): void {
    this.fetching = false
    this.early = []
    if (!this.known) this.tell({ kind: 'fetched', rows: [], connected: false })
  }

  /** Takes the fetched list in. */
  fetched(list: components['schemas']['LiveRequests']): void {
    const known = new Set(list.items.map((request) => request.id))
    const connected =
      list.items.some((request) => this.records.has(request.id)) &&
      [...this.records.values()].every((request) => request.state !== 'open' || known.has(request.id))
    this.records = new Map(list.items.toReversed().map((request) => [request.id, request]))
    this.rows = new Map([...this.records].map(([id, request]) => [id, rowOf(request)]))
    this.fetchedSeq = list.seq
    this.fetching = false
    this.tell({ kind: 'fetched', rows: [...this.rows.values()], connected })
    const early = this.early
    this.early = []
    for (const { seq, request } of early) this.gather(seq, request)
  }

  /** Hears of every change. */
  listen(listener: (batch: LiveBatch) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  /** Hears that something changed; for `latest`. */
  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher)
    return () => this.watchers.delete(watcher)
  }

  /** Whether the list was fetched yet. */
  get known(): boolean {
    return this.fetchedSeq !== null
  }

  /** The latest requests, the newest first. The same array until something changes. */
  readonly latest = (): readonly RequestRow[] => {
    this.newest ??= [...this.rows.values()].reverse()
    return this.newest
  }

  /** One of them in full. */
  record(id: string): RequestRecord | undefined {
    return this.gathered.get(id) ?? this.records.get(id)
  }

  /** Forgets everything, for the next session. */
  clear(): void {
    this.cancelWait?.()
    this.cancelWait = null
    this.records = new Map()
    this.rows = new Map()
    this.gathered = new Map()
    this.early = []
    this.fetchedSeq = null
    this.fetching = false
    this.tell({ kind: 'fetched', rows: [], connected: false })
  }

  /** Tells what was gathered, now. */
  flush(): void {
    this.cancelWait?.()
    this.cancelWait = null
    if (this.gathered.size === 0) return
    const rows: RequestRow[] = []
    for (const [id, request] of this.gathered) {
      const row = rowOf(request)
      rows.push(row)
      this.records.set(id, request)
      this.rows.set(id, row)
    }
    this.gathered = new Map()
    for (const id of this.records.keys()) {
      if (this.records.size <= KEPT) break
      this.records.delete(id)
      this.rows.delete(id)
    }
    this.tell({ kind: 'changed', rows })
  }

  private gather(seq: number, request: RequestRecord): void {
    const before = this.record(request.id)
    // What is in the list already, or had left it before it was fetched, says nothing new.
    if (before === undefined && this.fetchedSeq !== null && seq <= this.fetchedSeq) return
    if (before !== undefined && before.state !== 'open') return
    this.gathered.set(request.id, request)
    this.cancelWait ??= onceSoon(() => this.flush())
  }

  private tell(batch: LiveBatch): void {
    this.newest = null
    for (const listener of this.listeners) listener(batch)
    for (const watcher of this.watchers) watcher()
  }
}

/** The list of this page. */
export const liveRequests = new LiveRequests()

/** At the next frame, or after a while where none is drawn. */
function onceSoon(run: () => void): () => void {
  const frame = requestAnimationFrame(run)
  const timer = setTimeout(run, LONGEST_WAIT_MS)
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
