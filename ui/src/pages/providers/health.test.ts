import { describe, expect, it } from 'vitest'
import type { Provider } from '../../api/queries'
import { provider } from '../../mocks/providers'
import type { Breaker } from './breaker'
import { carrying, standingOf } from './health'

const health = provider({ id: 'p', name: 'P' }).health
const now = new Date(2026, 0, 2, 10, 42).getTime()
const in_s = (seconds: number) => new Date(now + seconds * 1_000).toISOString()
const standing = (changes: Partial<Provider>) => standingOf(provider({ id: 'p', name: 'P', ...changes }), now)
const breaker = (changes: Partial<Breaker>): Breaker => ({
  state: 'closed',
  cause: null,
  since: null,
  until: null,
  rests: [],
  ...changes,
})
const credentials = ['a', 'b'].map((id) => ({
  id,
  tail: id.repeat(4),
  readable: true,
  state: 'ok' as const,
  until: null,
}))
const ofCredential = (credential_id: string, seconds: number) =>
  ({ of: 'credential', credential_id, cause: 'out_of_credit', until: in_s(seconds) }) as const

describe('how a provider does', () => {
  it('is said with since when and why', () => {
    const at = new Date(2026, 0, 2, 10, 41).toISOString()
    const failing = standing({
      health: {
        ...health,
        state: 'failing',
        since: at,
        last_outcome: { at, outcome: 'status', status: 503, request_id: 'r', error: null },
      },
    })
    expect(failing).toMatchObject({
      glyph: 'error',
      tone: 'error',
      word: 'Failing',
      cause: 'since 01-02 10:41: HTTP 503',
    })
  })

  it('is not called healthy before anything was asked of it', () => {
    const unused = standing({ health: { ...health, state: 'unused', since: null, last_outcome: null } })
    expect(unused).toMatchObject({ word: 'Unused', tone: 'off' })
  })
})

describe('a breaker', () => {
  const failing = {
    ...health,
    state: 'failing',
    last_outcome: { at: in_s(-60), outcome: 'status', status: 503, request_id: 'r', error: null },
  } as const

  it('that is open says since when, why, and when it is tried again', () => {
    const open = breaker({
      state: 'open',
      cause: 'consecutive_failures',
      since: in_s(-60),
      until: in_s(24),
    })
    expect(standing({ health: failing, breaker: open })).toMatchObject({
      glyph: 'open',
      word: 'Open',
      until: now + 24_000,
      cause: 'since 01-02 10:41: failures in a row, last HTTP 503',
    })
  })

  it('that is tried, or held, says so', () => {
    const words = (['half_open', 'held'] as const).map((state) => standing({ breaker: breaker({ state }) }))
    expect(words).toMatchObject([
      { glyph: 'half', word: 'Half-open, being tried', until: null },
      { glyph: 'open', word: 'Held open', until: null },
    ])
  })

  it('says nothing of a provider that is switched off', () => {
    const off = { ...health, state: 'disabled' } as const
    expect(standing({ health: off, breaker: breaker({ state: 'open' }) }).word).toBe('Switched off')
  })
})

describe('a rest', () => {
  const rests = (...rests: Breaker['rests']) => standing({ credentials, breaker: breaker({ rests }) })
  const whole = { of: 'provider', cause: 'overloaded', until: in_s(30) } as const

  it('of the provider says why and until when', () => {
    expect(rests(ofCredential('a', 9), whole)).toMatchObject({
      glyph: 'rest',
      word: 'Resting',
      until: now + 30_000,
      cause: 'Overloaded (529)',
    })
  })

  it('of some credentials says how many, and of all that the provider rests until the first is back', () => {
    expect(rests(ofCredential('a', 60))).toMatchObject({
      word: '1 of 2 credentials rest',
      until: null,
      cause: 'Out of credit, until 01-02 10:43',
    })
    const all = rests(ofCredential('a', 60), ofCredential('b', 90))
    expect(all).toMatchObject({ word: 'Resting', until: now + 60_000 })
  })

  it('of a model leaves the provider healthy', () => {
    const model = { of: 'model', model: 'm', cause: 'model_unknown', until: in_s(60) } as const
    expect(rests(model).word).toBe('Healthy')
  })

  it('is over when its time is', () => {
    expect(rests({ ...whole, until: in_s(0) }).word).toBe('Healthy')
  })
})

describe('new requests', () => {
  const a = provider({ id: 'a', name: 'a', priority: 10 })
  const b = provider({ id: 'b', name: 'b', priority: 20 })
  const openai = provider({ id: 'o', name: 'o', priority: 20, dialect: 'openai-chat' })
  const demo = provider({ id: 'demo', name: 'demo', kind: 'loopback', base_url: null })
  const ids = (all: Parameters<typeof carrying>[0]) => [...carrying(all)].sort()

  it('go to the first tier of each dialect', () => {
    expect(ids([a, b, openai, demo])).toEqual(['a', 'o'])
  })

  it('go to the next tier while the first is off or can’t be opened', () => {
    expect(ids([{ ...a, enabled: false }, b])).toEqual(['b'])
    expect(ids([{ ...a, needs_credential: true }, b])).toEqual(['b'])
    expect(ids([{ ...a, weight: 0 }, b])).toEqual(['b'])
  })

  it('go to the pinned one instead', () => {
    expect(ids([a, { ...b, pinned_for: ['anthropic'] }, openai])).toEqual(['b', 'o'])
  })

  it('go to the loopback provider only while it is alone', () => {
    expect(ids([demo])).toEqual(['demo'])
  })
})
