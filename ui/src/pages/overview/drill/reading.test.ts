import { describe, expect, it } from 'vitest'
import { type DrillStep, withStep } from '../../../api/drill'
import { readDrill } from './reading'

const asked = (at_ms: number, number: number, ...tries: ['first' | 'second', boolean][]): DrillStep => ({
  what: 'asked',
  at_ms,
  number,
  status: 200,
  duration_ms: 60,
  tries: tries.map(([provider, answered]) => ({ provider, answered, status: answered ? 200 : 503 })),
})

const steps: DrillStep[] = [
  { what: 'began', at_ms: 0, at: '2026-01-02T03:04:05Z' },
  asked(60, 1, ['first', true]),
  { what: 'broken', at_ms: 300 },
  asked(360, 2, ['first', false], ['second', true]),
  asked(660, 3, ['first', false], ['second', true]),
  { what: 'breaker', at_ms: 661, state: 'open', until_ms: 4_661 },
  asked(900, 4, ['second', true]),
  { what: 'mended', at_ms: 2_900 },
  { what: 'breaker', at_ms: 4_700, state: 'half_open', until_ms: null },
  asked(4_760, 5, ['first', true]),
  { what: 'breaker', at_ms: 5_060, state: 'closed', until_ms: null },
  { what: 'ended', at_ms: 5_100, how: 'recovered', asked: 5, answered: 5, failed_over: 2 },
]
const until = (count: number) => readDrill(steps.slice(0, count))

describe('a drill', () => {
  it('has a mark for each try, and a line for each request that went on', () => {
    const { marks, hops, served } = readDrill(steps)
    expect(marks.filter(({ answered }) => !answered).map(({ at }) => at)).toEqual([360, 660])
    expect(hops.map(({ at }) => at)).toEqual([360, 660])
    expect(served).toEqual({ first: 2, second: 3 })
    expect(new Set(marks.map(({ key }) => key)).size).toBe(marks.length)
  })

  it('knows how its providers stand at each moment', () => {
    expect(until(2)).toMatchObject({ broken: false, state: 'closed', serving: 'first' })
    expect(until(4)).toMatchObject({ broken: true, state: 'closed', serving: 'second' })
    const retryAt = Date.parse('2026-01-02T03:04:05Z') + 4_661
    expect(until(6)).toMatchObject({ broken: true, state: 'open', retryAt })
    expect(until(9)).toMatchObject({ broken: false, state: 'half_open', retryAt: null })
  })

  it('draws its breaker as stretches that lead into each other, the last one open', () => {
    expect(until(9).bands).toEqual([
      { state: 'closed', from: 0, to: 661 },
      { state: 'open', from: 661, to: 4_700 },
      { state: 'half_open', from: 4_700, to: null },
    ])
    expect(readDrill(steps).bands.at(-1)).toEqual({ state: 'closed', from: 5_060, to: 5_100 })
  })

  it('tells of one failover and not of all', () => {
    const kinds = readDrill(steps).moments.map(({ kind }) => kind)
    expect(kinds).toEqual(['began', 'broken', 'failover', 'open', 'mended', 'half_open', 'closed'])
    expect(readDrill(steps).moments[3]).toMatchObject({ failures: 2 })
  })

  it('has an axis that it fits on', () => {
    expect(readDrill([]).axis).toBe(12_000)
    expect(readDrill([asked(15_900, 1, ['first', true])]).axis).toBe(16_000)
  })
})

describe('what is heard of a drill', () => {
  const [began, first] = steps as [DrillStep, DrillStep, ...DrillStep[]]

  it('is told once, whether it was read or heard first', () => {
    const read = { running: true, steps: [began, first] }
    expect(withStep(read, first)).toEqual(read)
    expect(withStep(read, began)).toEqual({ running: true, steps: [began] })
  })

  it('ends with its end', () => {
    const last = steps.at(-1) as DrillStep
    expect(withStep({ running: true, steps: [began] }, last)).toEqual({
      running: false,
      steps: [began, last],
    })
  })
})
