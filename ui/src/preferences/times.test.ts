import { describe, expect, it } from 'vitest'
import { ago, dayAfter, daysUntil, endOfDay, localDay } from './times'

const noon = new Date(2026, 10, 25, 12, 0, 0).getTime()
const earlier = (ms: number) => new Date(noon - ms).toISOString()

describe('a moment', () => {
  it.each([
    [20_000, 'just now'],
    [120_000, '2 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [9 * 86_400_000, '9 d ago'],
  ])('%d ms ago reads %s', (ms, text) => expect(ago(earlier(ms), noon)).toBe(text))

  it('of a clock that runs ahead is now', () => expect(ago(earlier(-60_000), noon)).toBe('just now'))
})

describe('a day', () => {
  it('ends with its last second, local', () => {
    const end = endOfDay('2027-02-21') ?? ''
    expect(localDay(end)).toBe('2027-02-21')
    expect(localDay(new Date(Date.parse(end) + 1_000).toISOString())).toBe('2027-02-22')
  })

  it.each(['2027-02-30', '2027-13-01', '27-02-01', 'tomorrow', ''])('is not read from “%s”', (text) =>
    expect(endOfDay(text)).toBeNull(),
  )

  it('so many days on is counted by the calendar, over the end of a year too', () => {
    expect(dayAfter(0, noon)).toBe('2026-11-25')
    expect(dayAfter(90, noon)).toBe('2027-02-23')
    expect(daysUntil(endOfDay('2027-02-23') ?? '', noon)).toBe(90)
    expect(daysUntil(endOfDay('2026-11-25') ?? '', noon)).toBe(0)
    expect(daysUntil(endOfDay('2026-11-24') ?? '', noon)).toBe(-1)
  })
})
