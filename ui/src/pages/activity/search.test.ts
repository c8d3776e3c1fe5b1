import { describe, expect, it } from 'vitest'
import { clientName } from './clientName'
import { filterOf, looksLikeRequestId, searchOf } from './search'

const id = 'c0000000-0000-7000-8000-000000000001'

describe('the address', () => {
  it('carries the filters', () => {
    const search = { time: 'day', state: 'failed', provider: id, model: 'opus', session: 's-1' }
    expect(searchOf(search)).toEqual(search)
  })

  it('is read without what no filter understands', () => {
    expect(searchOf({ time: 'ever', state: 'lost', provider: 'x', user: 7, model: '  ', page: 2 })).toEqual(
      {},
    )
  })

  it('keeps a model that looks like a number', () => {
    expect(searchOf({ model: 4 })).toEqual({ model: '4' })
  })
})

describe('the span of time', () => {
  const now = new Date(2026, 0, 2, 15, 30).getTime()
  it.each([
    ['hour', new Date(2026, 0, 2, 14, 30)],
    ['today', new Date(2026, 0, 2)],
    ['day', new Date(2026, 0, 1, 15, 30)],
    ['week', new Date(2025, 11, 26, 15, 30)],
  ] as const)('%s begins in time', (time, since) => {
    expect(filterOf({ time, state: 'done' }, now)).toEqual({ state: 'done', since: since.getTime() })
  })
})

describe('what was typed', () => {
  it.each([
    [id, true],
    ['0a1b2c3d', true],
    ['claude-4', false],
    ['deadbee', false],
  ])('%s names a request: %s', (typed, expected) => {
    expect(looksLikeRequestId(typed)).toBe(expected)
  })
})

describe('a client', () => {
  it.each([
    ['claude-cli/2.0.1 (external, cli)', 'Claude Code'],
    ['codex_cli_rs/0.50.0 (Debian 13)', 'Codex'],
    ['GeminiCLI/0.9.0/gemini-3 (linux; x64)', 'Gemini CLI'],
    ['OpenAI/Python 2.1.0', 'OpenAI Python'],
    ['curl/8.14.1', 'curl'],
    ['', null],
    [null, null],
  ])('that says %s is called %s', (userAgent, name) => {
    expect(clientName(userAgent)).toBe(name)
  })
})
