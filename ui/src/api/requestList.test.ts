import { describe, expect, it } from 'vitest'
import { requestId, requestRecord } from '../mocks/requests'
import { LiveRequests } from './liveRequests'
import { lets, type OlderPage, type PageStart, type RequestFilter, RequestList } from './requestList'
import { type RequestRecord, rowOf } from './requestRow'

const open = (n: number) => requestRecord(n, { state: 'open', provider_id: null, duration_ms: null })
const failed = (n: number) => requestRecord(n, { state: 'failed', status: 502 })

/** A list over a live part and a ledger; `say` is an event. */
async function list(parts: {
  filter?: RequestFilter
  live?: RequestRecord[]
  ledger?: RequestRecord[]
  page?: number
}) {
  const { filter = {}, live: latest = [], ledger = [], page = 2 } = parts
  const live = new LiveRequests()
  live.fetched({ seq: 0, items: latest })
  const asked: PageStart[] = []
  const load = async (start: PageStart): Promise<OlderPage> => {
    asked.push(start)
    const from = Number(start.cursor ?? 0)
    const rows = ledger
      .map(rowOf)
      .filter((row) => lets(filter, row) && (start.until === null || row.at < start.until))
    const next = from + page < rows.length ? String(from + page) : null
    return { rows: rows.slice(from, from + page), next }
  }
  const made = new RequestList(filter, live, load)
  made.follow()
  await settled()
  let seq = 0
  const say = (...records: RequestRecord[]) => {
    for (const record of records) live.heard(++seq, record)
    live.flush()
  }
  const shown = () => {
    const view = made.get()
    return Array.from({ length: view.count }, (_, place) => numberOf(view.row(place)?.id))
  }
  return { list: made, live, asked, say, shown }
}

const settled = () => new Promise((resolve) => setTimeout(resolve))
const numberOf = (id: string | undefined) => Number.parseInt(id?.slice(-12) ?? '', 16)

describe('a list of requests', () => {
  it('puts new ones on top and older ones, a page at a time, below', async () => {
    const {
      list: requests,
      say,
      shown,
    } = await list({
      live: [requestRecord(5), requestRecord(4)],
      ledger: [5, 4, 3, 2, 1].map((n) => requestRecord(n)),
      page: 3,
    })
    expect(shown()).toEqual([5, 4, 3, 2])
    await requests.loadOlder()
    say(open(6))
    expect(shown()).toEqual([6, 5, 4, 3, 2, 1])
    expect(requests.get().older).toBe('end')
  })

  it('asks the ledger for what begins where the live part ends', async () => {
    const { asked } = await list({ live: [requestRecord(500)] })
    expect(asked).toEqual([{ cursor: null, until: Date.parse(requestRecord(501).started_at) }])
  })

  it('has every request once, whichever way it came', async () => {
    const {
      list: requests,
      say,
      shown,
    } = await list({
      live: [requestRecord(3), requestRecord(2)],
      ledger: [3, 2, 1].map((n) => requestRecord(n)),
      page: 9,
    })
    say(open(4))
    say(requestRecord(4))
    await requests.loadOlder()
    expect(shown()).toEqual([4, 3, 2, 1])
    expect(requests.get().row(0)?.state).toBe('done')
  })

  it('orders by when a request began, not by when it was heard of', async () => {
    const { say, shown } = await list({ live: [requestRecord(5)] })
    say(requestRecord(9))
    say(requestRecord(7))
    expect(shown()).toEqual([9, 7, 5])
  })

  it('lets a request in when it comes to match, and out when it no longer does', async () => {
    const failures = await list({ filter: { state: 'failed' } })
    failures.say(open(1), requestRecord(2))
    expect(failures.shown()).toEqual([])
    failures.say(failed(1))
    expect(failures.shown()).toEqual([1])

    const running = await list({ filter: { state: 'open' }, live: [open(1)] })
    running.say(open(2))
    running.say(requestRecord(1))
    expect(running.shown()).toEqual([2])
  })

  it('moves nothing while it is paused, and counts what waits', async () => {
    const {
      list: requests,
      say,
      shown,
    } = await list({
      live: [requestRecord(5), open(4)],
      ledger: [requestRecord(1)],
    })
    requests.pause()
    say(open(6), open(7), requestRecord(4), requestRecord(3))
    expect(shown()).toEqual([5, 4, 1])
    // What is shown goes on to say how it stands.
    expect(requests.get().row(1)?.state).toBe('done')
    expect(requests.get().waiting).toBe(3)
    requests.resume()
    expect(shown()).toEqual([7, 6, 5, 4, 3, 1])
    expect(requests.get().waiting).toBe(0)
  })

  it('keeps in sight, paused, what no longer matches', async () => {
    const { list: requests, say, shown } = await list({ filter: { state: 'open' }, live: [open(2), open(1)] })
    requests.pause()
    say(requestRecord(2))
    expect(shown()).toEqual([2, 1])
    requests.resume()
    expect(shown()).toEqual([1])
  })

  it('begins anew after a gap, but not under the eyes of who has paused it', async () => {
    const {
      list: requests,
      live,
      shown,
    } = await list({ live: [requestRecord(1)], ledger: [requestRecord(1)] })
    requests.pause()
    live.fetched({ seq: 9_000, items: [requestRecord(900)] })
    expect(shown()).toEqual([1])
    requests.resume()
    await settled()
    expect(shown()).toEqual([900, 1])
  })

  it('begins anew when one that was open has ended unheard', async () => {
    const { live, shown } = await list({
      live: [requestRecord(2), open(1)],
      ledger: [requestRecord(2), requestRecord(1)],
    })
    live.fetched({ seq: 9, items: [requestRecord(2)] })
    await settled()
    expect(shown()).toEqual([2, 1])
  })

  it('says that a page could not be had, and tries again when told', async () => {
    let fails = true
    const live = new LiveRequests()
    live.fetched({ seq: 0, items: [requestRecord(2)] })
    const requests = new RequestList({}, live, async () => {
      if (fails) throw new Error('no')
      return { rows: [rowOf(requestRecord(1))], next: null }
    })
    requests.follow()
    await settled()
    expect(requests.get()).toMatchObject({ older: 'failed', count: 1 })
    fails = false
    await requests.loadOlder()
    expect(requests.get()).toMatchObject({ older: 'end', count: 2, error: null })
  })

  it('finds the place of a request that is shown', async () => {
    const { list: requests, say } = await list({ live: [requestRecord(2), requestRecord(1)] })
    requests.pause()
    say(open(3))
    expect(requests.placeOf(requestId(1))).toBe(1)
    expect(requests.placeOf(requestId(9))).toBeNull()
  })

  it('lets the oldest go when it has too many, and fetches them again', async () => {
    const { list: requests, asked, live } = await list({ live: [requestRecord(1)] })
    expect(requests.get().older).toBe('end')
    for (let n = 2; n <= 150_002; n += 1) live.heard(n, requestRecord(n))
    live.flush()
    expect(requests.get()).toMatchObject({ count: 120_002, older: 'more' })
    await requests.loadOlder()
    expect(asked.at(-1)?.until).toBe(Date.parse(requestRecord(30_002).started_at))
  })
})

describe('a filter', () => {
  const row = rowOf(requestRecord(1, { asked_model: 'Claude-Opus', sent_model: 'relay/opus' }))
  it.each<[RequestFilter, boolean]>([
    [{}, true],
    [{ model: 'opus' }, true],
    [{ model: 'RELAY/' }, true],
    [{ model: 'sonnet' }, false],
    [{ since: row.at }, true],
    [{ since: row.at + 1 }, false],
    [{ state: 'done', session: 'session-1' }, true],
    [{ state: 'done', session: 'session-2' }, false],
    [{ provider: 'c0000000-0000-7000-8000-000000000001' }, true],
    [{ user: 'nobody' }, false],
    [{ key: 'b0000000-0000-7000-8000-000000000001' }, true],
  ])('%j lets it through: %s', (filter, expected) => {
    expect(lets(filter, row)).toBe(expected)
  })
})
