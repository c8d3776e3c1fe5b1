import { describe, expect, it } from 'vitest'
import { provider } from '../../../mocks/providers'
import { blank, changedFields, changeOf, faultsOf, rebase, valuesOf } from './values'

const stored = provider({
  id: 'p',
  name: 'Relay-B',
  allowed_models: ['claude-*', 'gpt-5'],
  custom_headers: { 'x-team': 'tools' },
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
      custom_headers: 'x-team: tools',
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
      custom_headers: 'X-Team: tools\n\nx-org : a:b',
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
    for (const custom_headers of ['no colon', 'Authorization: x', 'x-a: 值', 'x a: b', 'x-switchyard-x: y']) {
      expect([custom_headers, ...fault({ custom_headers })]).toEqual([custom_headers, 'custom_headers'])
    }
    expect(faultsOf({ ...blank, name: 'Demo' }, 'loopback')).toEqual({})
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
