import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { requestId, requestRecord } from '../mocks/requests'
import { type LiveBatch, LiveRequests } from './liveRequests'

const open = (n: number) => requestRecord(n, { state: 'open', duration_ms: null })
const ids = (rows: readonly { id: string }[]) => rows.map((row) => row.id)
const frame = () => vi.advanceTimersToNextFrame()

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function following() {
  const live = new LiveRequests()
  const batches: LiveBatch[] = []
  live.listen((batch) => batches.push(batch))
  return { live, batches }
}

describe('the latest requests', () => {
  it('are told once for a frame, however many events it had', () => {
    const { live, batches } = following()
    live.fetched({ seq: 1, items: [] })
    for (let n = 1; n <= 50; n += 1) live.heard(n + 1, open(n))
    live.heard(60, requestRecord(50))
    expect(batches).toHaveLength(1)
    frame()
    expect(batches).toHaveLength(2)
    expect(batches[1]?.rows).toHaveLength(50)
    expect(live.latest()[0]).toMatchObject({ id: requestId(50), state: 'done' })
  })

  it('are told even where no frame is drawn', () => {
    vi.stubGlobal('requestAnimationFrame', () => 0)
    const { live, batches } = following()
    live.fetched({ seq: 1, items: [] })
    live.heard(2, open(1))
    vi.advanceTimersByTime(250)
    expect(batches).toHaveLength(2)
    vi.unstubAllGlobals()
  })

  it('keep a request in its place when it ends, and never open it again', () => {
    const { live } = following()
    live.fetched({ seq: 3, items: [open(2), open(1)] })
    live.heard(4, requestRecord(1))
    live.heard(5, open(1))
    frame()
    expect(live.latest().map((row) => row.state)).toEqual(['open', 'done'])
    expect(live.record(requestId(1))?.state).toBe('done')
  })

  it('wait with what comes while the list is fetched, and leave out what it has already', () => {
    const { live } = following()
    live.fetchBegins()
    live.heard(4, requestRecord(1))
    live.heard(9, open(3))
    live.fetched({ seq: 5, items: [requestRecord(2)] })
    frame()
    // The first had left the list before it was fetched.
    expect(ids(live.latest())).toEqual([requestId(3), requestId(2)])
  })

  it('say whether something was missed between two fetches', () => {
    const { live, batches } = following()
    live.fetched({ seq: 3, items: [open(2), requestRecord(1)] })
    live.fetched({ seq: 5, items: [requestRecord(3), requestRecord(2)] })
    live.fetched({ seq: 900, items: [requestRecord(700)] })
    expect(batches.map((batch) => batch.kind === 'fetched' && batch.connected)).toEqual([false, true, false])
  })

  it('are as many as the server keeps', () => {
    const { live } = following()
    live.fetched({ seq: 1, items: [] })
    for (let n = 1; n <= 700; n += 1) live.heard(n + 1, requestRecord(n))
    frame()
    expect(live.latest()).toHaveLength(500)
    expect(live.latest()[499]?.id).toBe(requestId(201))
  })
})
