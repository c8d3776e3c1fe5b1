import { describe, expect, it } from 'vitest'
import { provider } from '../../mocks/providers'
import { carrying, standingOf } from './health'

const health = provider({ id: 'p', name: 'P' }).health

describe('how a provider does', () => {
  it('is said with since when and why', () => {
    const at = new Date(2026, 0, 2, 10, 41).toISOString()
    const failing = standingOf({
      health: {
        ...health,
        state: 'failing',
        since: at,
        last_outcome: { at, outcome: 'status', status: 503, request_id: 'r', error: null },
      },
    })
    expect(failing).toEqual({
      glyph: 'error',
      tone: 'error',
      word: 'Failing',
      cause: 'since 01-02 10:41: HTTP 503',
    })
  })

  it('is not called healthy before anything was asked of it', () => {
    const unused = standingOf({ health: { ...health, state: 'unused', since: null, last_outcome: null } })
    expect(unused).toMatchObject({ word: 'Unused', tone: 'off' })
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
