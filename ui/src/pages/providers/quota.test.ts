import { describe, expect, it } from 'vitest'
import { current, type Quota, quotaLong, quotaShort, usedPermille } from './quota'

const now = new Date(2026, 0, 2, 10, 40).getTime()
const at = (hours: number, minutes: number) => new Date(2026, 0, 2, hours, minutes).toISOString()
const quota = (changes: Partial<Quota>): Quota => ({
  credential_id: 'c1',
  window: '5h',
  used_permille: null,
  remaining: null,
  limit: null,
  resets_at: null,
  ...changes,
})

describe('quota', () => {
  it('is what is used and when it begins anew', () => {
    const five = quota({ used_permille: 628, resets_at: at(14, 20) })
    expect(quotaShort(five)).toBe('62% · 01-02 14:20')
    expect(quotaLong(five)).toBe('5-hour quota: 62% used, resets 01-02 14:20')
    expect(quotaShort(quota({ used_permille: 999 }))).toBe('99%')
  })

  it('is counted from what is left where nothing else is said', () => {
    expect(usedPermille(quota({ remaining: 4_100, limit: 5_000 }))).toBe(180)
    expect(quotaShort(quota({ window: 'requests', remaining: 41 }))).toBe('41 left')
    expect(quotaLong(quota({ window: 'requests', remaining: 41 }))).toBe('requests: 41 left')
    expect(usedPermille(quota({ remaining: 0, limit: 0 }))).toBeNull()
  })

  it('is called by its length, and by the models that it is for', () => {
    const called = (window: string) => quotaLong(quota({ window, used_permille: 10 })).split(':')[0]
    expect(['5h', '7d', '7d_opus', '30d', '45m', 'input-tokens', 'x'].map(called)).toEqual([
      '5-hour quota',
      'weekly quota',
      'weekly quota (opus)',
      '30-day quota',
      '45-minute quota',
      'input tokens',
      'x',
    ])
  })

  it('shows what runs out first, and nothing that has begun anew since', () => {
    const shown = current(
      [
        quota({ window: '7d', used_permille: 310 }),
        quota({ window: '5h', used_permille: 990, resets_at: at(10, 39) }),
        quota({ window: 'requests', remaining: 7 }),
        quota({ window: 'tokens', used_permille: 620, resets_at: at(10, 41) }),
      ],
      now,
    )
    expect(shown.map(({ window }) => window)).toEqual(['tokens', '7d', 'requests'])
  })
})
