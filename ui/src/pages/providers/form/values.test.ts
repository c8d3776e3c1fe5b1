import { describe, expect, it } from 'vitest'
import { provider } from '../../../mocks/providers'
import type { Field } from './fields'
import { renamed } from './fields/requests'
import { differing, summaryOf } from './summary'
import { blank, changedFields, changeOf, faultsOf, rebase, valuesOf } from './values'

const stored = provider({
  id: 'p',
  name: 'Relay-B',
  allowed_models: ['claude-*', 'gpt-5'],
  custom_headers: { 'x-team': '••••ools' },
  first_byte_timeout_ms: 60_000,
  connect_timeout_ms: 0,
})
const values = valuesOf(stored)

describe('the form of a provider', () => {
  it('shows times in seconds and lists by the line, and keeps 0 apart from nothing', () => {
    expect(values).toMatchObject({
      first_byte_timeout_ms: '60',
      connect_timeout_ms: '0',
      total_timeout_ms: '',
      allowed_models: 'claude-*\ngpt-5',
      custom_headers: 'x-team\t••••ools',
      auth_style: 'default',
      credential: '',
    })
  })

  it('sends nothing of what was left alone', () => {
    expect(changeOf(values, values)).toEqual({})
    expect(changeOf(values, { ...values, name: ' Relay-C ' })).toEqual({ name: 'Relay-C' })
  })

  it('clears what was emptied', () => {
    const emptied = { ...values, first_byte_timeout_ms: ' ', allowed_models: '', website: '', weight: '' }
    expect(changeOf(values, emptied)).toEqual({
      first_byte_timeout_ms: null,
      allowed_models: [],
      weight: null,
    })
  })

  it('sends milliseconds, lower-case header names and a style only where it deviates', () => {
    const typed = {
      ...values,
      total_timeout_ms: '0.5',
      custom_headers: 'X-Team\ttools\n\t\n x-org\t a:b',
      auth_style: 'both' as const,
    }
    expect(changeOf(values, typed)).toEqual({
      total_timeout_ms: 500,
      custom_headers: { 'x-team': 'tools', 'x-org': 'a:b' },
      auth_style: 'both',
    })
    expect(changeOf(typed, { ...typed, auth_style: 'default' })).toEqual({ auth_style: null })
  })

  it('sends a credential that was typed', () => {
    expect(changeOf(values, { ...values, credential: ' sk-new ' })).toEqual({ credential: 'sk-new' })
    expect(changeOf(values, { ...values, credential: '  ' })).toEqual({})
  })

  it('finds what can’t be right before it is sent', () => {
    const fault = (change: object) => Object.keys(faultsOf({ ...values, ...change }, 'upstream'))
    expect(fault({})).toEqual([])
    for (const base_url of [
      '',
      'relay',
      'ftp://h',
      'https://u:p@h',
      'https://h/?a',
      'http://relay.example.com',
    ]) {
      expect([base_url, ...fault({ base_url })]).toEqual([base_url, 'base_url'])
    }
    expect(fault({ base_url: 'http://relay.example.com', allow_plain_http: true })).toEqual([])
    expect(fault({ name: ' ' })).toEqual(['name'])
    expect(fault({ name: '名'.repeat(64) })).toEqual([])
    expect(fault({ weight: '101' })).toEqual(['weight'])
    expect(fault({ total_timeout_ms: '1m' })).toEqual(['total_timeout_ms'])
    expect(fault({ credential: 'sk-密' })).toEqual(['credential'])
    for (const custom_headers of [
      '\tno name',
      'Authorization\tx',
      'x-a\t值',
      'x a\tb',
      'x-switchyard-x\ty',
      'x-team\t••••oolsy',
    ]) {
      expect([custom_headers, ...fault({ custom_headers })]).toEqual([custom_headers, 'custom_headers'])
    }
    expect(faultsOf({ ...blank, name: 'Demo' }, 'loopback')).toEqual({})
  })
})

describe('what is sent of a field', () => {
  const sent = (change: object) => changeOf(values, { ...values, ...change })

  it('is a list of pairs without what is empty, a masked value as it came', () => {
    expect(sent({ model_redirects: ' claude-haiku-*\tglm-4.5-air \n\t' })).toEqual({
      model_redirects: [{ from: 'claude-haiku-*', to: 'glm-4.5-air' }],
    })
    expect(sent({ group_priorities: 'team\t5' })).toEqual({ group_priorities: { team: 5 } })
    expect(sent({ custom_headers: 'x-team\t••••ools\nx-new\tv' })).toEqual({
      custom_headers: { 'x-team': '••••ools', 'x-new': 'v' },
    })
  })

  it('is a list, whichever comma parted it, and null where a choice is left to the client again', () => {
    expect(sent({ tags: 'team，home、, ' })).toEqual({ tags: ['team', 'home'] })
    expect(sent({ responses_parallel_tools: 'off' })).toEqual({ responses_parallel_tools: false })
    expect(sent({ anthropic_cache_ttl: '1h', codex_instructions: 'keep_original' })).toEqual({
      anthropic_cache_ttl: '1h',
      codex_instructions: 'keep_original',
    })
    const decided = valuesOf(
      provider({ id: 'p', name: 'P', anthropic_cache_ttl: '5m', breaker_open_ms: 60_000 }),
    )
    expect(decided.breaker_open_ms).toBe('60')
    expect(changeOf(decided, { ...decided, anthropic_cache_ttl: 'inherit', breaker_open_ms: '' })).toEqual({
      anthropic_cache_ttl: null,
      breaker_open_ms: null,
    })
  })

  it('is refused before it is sent where it can’t be right', () => {
    const wrong: [string, string[], string[]][] = [
      ['model_redirects', ['a\t', '\tb', 'a\tb*', 'a\tb\nA\tc'], ['', 'a*\tb\na\tc']],
      ['tags', ['*', 'x'.repeat(65)], ['team a']],
      ['group_priorities', ['team\t', 'team\tx', '\t5'], ['team\t5']],
      ['breaker_failures', ['0', '101', '1.5'], ['1', '100', '']],
      ['breaker_open_ms', ['0.5', '1801'], ['1', '1800', '']],
      ['proxy_url', ['ftp://h:1', 'http://h/p', 'http://'], ['127.0.0.1:7890', 'socks5://u:p@h:1', '']],
      ['extra_ca_pem', ['x', '-----BEGIN RSA PRIVATE KEY-----'], ['-----BEGIN CERTIFICATE-----\nMII']],
      ['anthropic_thinking_budget', ['1023'], ['1024', '']],
      ['responses_reasoning_effort', ['High', 'very high'], ['xhigh', '']],
    ]
    for (const [field, bad, good] of wrong) {
      for (const typed of bad) {
        expect([field, typed, Object.keys(faultsOf({ ...values, [field]: typed }, 'upstream'))]).toEqual([
          field,
          typed,
          [field],
        ])
      }
      for (const typed of good) {
        expect([field, typed, faultsOf({ ...values, [field]: typed }, 'upstream')]).toEqual([
          field,
          typed,
          {},
        ])
      }
    }
  })
})

describe('a header', () => {
  it('under another name has to have its value typed anew', () => {
    const before = [['x-team', '••••ools']] as const
    expect(renamed(before, [['x-org', '••••ools']])).toEqual([['x-org', '']])
    expect(
      renamed(before, [
        ['x-team', '••••ools'],
        ['x-new', 'v'],
      ]),
    ).toEqual([
      ['x-team', '••••ools'],
      ['x-new', 'v'],
    ])
    expect(Object.keys(faultsOf({ ...values, custom_headers: 'x-org\t' }, 'upstream'))).toEqual([
      'custom_headers',
    ])
  })
})

describe('the hours', () => {
  const faults = (schedule_from: string, schedule_until: string, schedule_time_zone = '') =>
    Object.keys(faultsOf({ ...values, schedule_from, schedule_until, schedule_time_zone }, 'upstream'))

  it('come with both their ends, and with a time zone that there is', () => {
    expect(faults('', '')).toEqual([])
    expect(faults('22:00', '06:00', 'Asia/Shanghai')).toEqual([])
    expect(faults('22:00', '')).toEqual(['schedule_until'])
    expect(faults('', '06:00')).toEqual(['schedule_from'])
    expect(faults('22:00', '22:00')).toEqual(['schedule_until'])
    expect(faults('', '', 'Asia/Shanghai')).toEqual(['schedule_from'])
    expect(faults('22:00', '06:00', 'Mars/Base')).toEqual(['schedule_time_zone'])
  })
})

describe('a folded section', () => {
  const summary = (change: object, among: Field[]) => {
    const typed = { ...blank, ...change }
    return summaryOf(differing(among, typed), typed)
  }

  it('says one or two deviations in full, and of more how many', () => {
    expect(
      summary({ model_redirects: 'a\tb', allowed_models: 'x\ny' }, ['allowed_models', 'model_redirects']),
    ).toBe('models: 2 · redirects: 1')
    expect(summary({ breaker_open_ms: '60' }, ['breaker_open_ms', 'breaker_failures'])).toBe(
      'Stays open: 60 s',
    )
    expect(
      summary({ schedule_from: '22:00', schedule_until: '06:00', weight: '3' }, [
        'weight',
        'schedule_from',
        'schedule_until',
      ]),
    ).toBe('3 changed')
  })

  it('does not count what every provider has of its own', () => {
    expect(differing(['priority', 'weight'], { ...blank, priority: '20' })).toEqual([])
  })
})

describe('a change from elsewhere', () => {
  it('is taken over where nothing was typed, and what was typed stays', () => {
    const typed = { ...values, name: 'Mine', note: 'mine' }
    const theirs = { ...values, weight: '3', name: 'Theirs' }
    const { values: now, taken, contested } = rebase(values, typed, theirs)
    expect(now).toEqual({ ...values, name: 'Mine', note: 'mine', weight: '3' })
    expect(taken).toEqual(['weight'])
    expect(contested).toEqual(['name'])
    expect(changedFields(theirs, now)).toEqual(['name', 'note'])
  })

  it('that says the same is no contest', () => {
    const same = { ...values, name: 'Same' }
    expect(rebase(values, same, same)).toEqual({ values: same, taken: [], contested: [] })
  })
})
