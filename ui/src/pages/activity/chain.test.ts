import { describe, expect, it } from 'vitest'
import type { RequestRecord } from '../../api/requestRow'
import { requestRecord } from '../../mocks/requests'
import { type Attempt, axisOf, chainRows, timingsOf } from './chain'

const began = Date.parse(requestRecord(1).started_at)
const provider = (n: number) => `c0000000-0000-7000-8000-00000000000${n}`
const attempt = (n: number, from: number, changes: Partial<Attempt> = {}): Attempt => ({
  id: `d0000000-0000-7000-8000-00000000000${n}`,
  provider_id: provider(n),
  provider_name: `Provider ${n}`,
  started_at: new Date(began + from).toISOString(),
  outcome: 'answered',
  status: 200,
  connect_ms: 20,
  head_ms: 300,
  duration_ms: 1_000,
  reused_connection: false,
  error: null,
  ...changes,
})
const candidate = (n: number, rank: number) =>
  ({
    provider_id: provider(n),
    provider_name: `Provider ${n}`,
    verdict: 'candidate',
    rank,
    session: rank === 1,
  }) as RequestRecord['chain'][number]
const skipped = (n: number) =>
  ({ provider_id: provider(n), provider_name: `Provider ${n}`, verdict: 'skipped', reason: 'model' }) as const

const failedOver = requestRecord(1, {
  first_byte_ms: 900,
  duration_ms: 1_510,
  chain: [skipped(4), candidate(3, 3), candidate(1, 1), candidate(2, 2)],
  attempts: [
    attempt(1, 10, { outcome: 'status', status: 503, duration_ms: 400 }),
    attempt(2, 510, { connect_ms: 0 }),
  ],
})

describe('the decision chain', () => {
  it('has the tries as they happened, then who was not reached, then who was no candidate', () => {
    expect(chainRows(failedOver).map((row) => [row.provider, row.kind])).toEqual([
      ['Provider 1', 'tried'],
      ['Provider 2', 'tried'],
      ['Provider 3', 'unreached'],
      ['Provider 4', 'skipped'],
    ])
  })

  it('draws what each try was spent on', () => {
    const bars = chainRows(failedOver).map((row) =>
      row.kind === 'tried' ? row.bars.map((bar) => [bar.kind, bar.from, bar.to]) : [],
    )
    expect(bars.slice(0, 2)).toEqual([
      [
        ['connect', 10, 30],
        ['failed', 30, 410],
      ],
      [
        ['wait', 510, 900],
        ['output', 900, 1_510],
      ],
    ])
  })

  it('draws what a request waited before its first try, if that can be seen', () => {
    const late = { ...failedOver, attempts: [attempt(1, 200), attempt(2, 510)] }
    const [first, second] = chainRows(late)
    expect(first?.kind === 'tried' && first.bars[0]).toEqual({ kind: 'queue', from: 0, to: 200 })
    expect(second?.kind === 'tried' && second.bars[0]?.kind).toBe('connect')
  })

  it('has a row for each try where a provider was tried twice', () => {
    const again = attempt(2, 900, { id: 'd0000000-0000-7000-8000-000000000009' })
    const rows = chainRows({ ...failedOver, attempts: [...failedOver.attempts, again] })
    expect(rows.filter((row) => row.kind === 'tried')).toHaveLength(3)
    expect(new Set(rows.map((row) => row.key)).size).toBe(rows.length)
  })

  it('says whose turn it was and why', () => {
    const [first, second] = chainRows(failedOver)
    expect(first).toMatchObject({ turn: { rank: 1, session: true, pinned: false } })
    expect(second).toMatchObject({ turn: { rank: 2, session: false } })
  })

  it('says who rested until when, between who was not reached and who was no candidate', () => {
    const until = new Date(began + 24_000).toISOString()
    const resting = (n: number) =>
      ({
        provider_id: provider(n),
        provider_name: `Provider ${n}`,
        verdict: 'resting',
        reason: 'breaker_open',
        until,
      }) as const
    const record = {
      ...failedOver,
      chain: [skipped(4), resting(5), ...failedOver.chain.slice(1), resting(2)],
    }
    const rows = chainRows(record)
    expect(rows.slice(2)).toMatchObject([
      { kind: 'unreached', provider: 'Provider 3' },
      { kind: 'resting', provider: 'Provider 5', reason: 'breaker_open', until: began + 24_000 },
      { kind: 'skipped', provider: 'Provider 4' },
    ])
    expect(rows[0]).toMatchObject({ forced: false })
    expect(rows[1], 'nobody else was left').toMatchObject({ kind: 'tried', forced: true })
  })

  it('says which model each was sent, and by which rule', () => {
    const changes = [
      {
        change: 'model_replaced',
        by: 'redirect',
        model: 'other',
        provider_id: provider(2),
        provider_name: 'Provider 2',
      },
    ] as const
    const rows = chainRows({ ...failedOver, changes: [...changes] })
    expect(rows.slice(0, 2)).toMatchObject([{ model: null }, { model: { name: 'other', by: 'redirect' } }])
  })

  it('never draws a stretch outside its try, whatever the clocks said', () => {
    const odd = requestRecord(1, {
      first_byte_ms: 5_000,
      attempts: [attempt(1, -50, { connect_ms: 9_000, duration_ms: 100 })],
    })
    const [row] = chainRows(odd)
    expect(row?.kind === 'tried' && row.bars).toEqual([{ kind: 'connect', from: 0, to: 100 }])
  })
})

describe('the timings', () => {
  it('tell queue, failover, connect, head, first byte and total', () => {
    expect(timingsOf(failedOver)).toEqual({
      queue: 10,
      failover: 500,
      connect: 0,
      head: 810,
      firstByte: 900,
      total: 1_510,
    })
  })

  it('tell nothing of what never happened', () => {
    const refused = requestRecord(1, { first_byte_ms: null, duration_ms: 1, attempts: [] })
    expect(timingsOf(refused)).toEqual({
      queue: null,
      failover: null,
      connect: null,
      head: null,
      firstByte: null,
      total: 1,
    })
  })

  it.each([
    [0, 1],
    [4, 1],
    [9_700, 2_000],
    [1_510, 500],
    [60_400, 20_000],
    [10_100, 2_500],
  ])('reach %d ms in five steps of %d', (end, step) => {
    const axis = axisOf(end)
    expect(axis.step).toBe(step)
    expect(axis.end).toBeGreaterThanOrEqual(end)
    expect(axis.ticks).toHaveLength(6)
  })
})
