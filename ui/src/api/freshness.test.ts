import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type EventName, Freshness } from './freshness'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

function hearing() {
  const told: [number, readonly string[]][] = []
  const freshness = new Freshness(
    (reads) => told.push([Date.now() - began, reads]),
    () => Date.now(),
  )
  const began = Date.now()
  const times = (read: string) => told.filter(([, reads]) => reads.includes(read)).map(([at]) => at)
  return { freshness, told, times }
}

describe('what is read', () => {
  it.each<[EventName, string[]]>([
    ['providers_changed', ['status', 'providers']],
    ['pins_changed', ['status', 'providers']],
    ['aliases_changed', ['aliases']],
    ['provider_health_changed', ['providers', 'status']],
    ['users_changed', ['users', 'keys']],
    ['keys_changed', ['keys']],
    ['settings_changed', ['settings', 'status']],
    ['gateway_changed', ['status']],
  ])('is asked for again after %s, and nothing else is', (event, reads) => {
    const { freshness, told } = hearing()
    freshness.heard(event)
    vi.advanceTimersByTime(5_000)
    expect(told).toEqual([[40, reads]])
  })

  it('is not asked for when something told tells all', () => {
    const { freshness, told } = hearing()
    freshness.heard('drill_step')
    vi.advanceTimersByTime(5_000)
    expect(told).toEqual([])
  })

  it('is asked for once for a few changes in a row', () => {
    const { freshness, told } = hearing()
    freshness.heard('keys_changed')
    freshness.heard('users_changed')
    vi.advanceTimersByTime(5_000)
    expect(told).toEqual([[40, ['keys', 'users']]])
  })

  it('is asked for at most once a second under load, and never after it', () => {
    const { freshness, times } = hearing()
    for (let ms = 0; ms < 10_000; ms += 5) {
      freshness.heard('request_closed')
      vi.advanceTimersByTime(5)
    }
    vi.advanceTimersByTime(60_000)
    const asked = times('status')
    expect(asked.length).toBeLessThanOrEqual(12)
    for (const [index, at] of asked.entries()) {
      if (index > 0) expect(at - (asked[index - 1] ?? 0)).toBeGreaterThanOrEqual(1_000)
    }
    // The last was asked for when all that happened could have been written down.
    expect(asked.at(-1)).toBeGreaterThanOrEqual(10_000 + 290)
  })

  it('follows a single request once it is written down', () => {
    const { freshness, times } = hearing()
    freshness.heard('request_closed')
    vi.advanceTimersByTime(60_000)
    expect(times('status')).toEqual([300])
  })

  it('is left alone when the line ends', () => {
    const { freshness, told } = hearing()
    freshness.heard('request_closed')
    freshness.heard('keys_changed')
    freshness.stop()
    vi.advanceTimersByTime(60_000)
    expect(told).toEqual([])
  })
})
