import { describe, expect, it } from 'vitest'
import type { TestEvent } from '../../api/providers'
import { begun, heard, type StepKind, shownSteps, type TestRun } from './testRun'

const step = (step: StepKind, outcome: 'passed' | 'failed' | 'skipped' = 'passed', status?: number) =>
  ({
    type: 'step',
    step,
    outcome,
    duration_ms: 12,
    status: status ?? null,
    detail: null,
    cause: null,
  }) as const
const report = (run: TestRun, passed: boolean): TestEvent => ({
  type: 'report',
  provider_id: 'p',
  provider_name: 'P',
  passed,
  duration_ms: 40,
  model: 'm',
  answer: null,
  first_words_ms: null,
  models: [],
  steps: [...run.steps],
})
const shown = (run: TestRun) => shownSteps(run).map((line) => `${line.step} ${line.shows}`)
const https = { kind: 'upstream', base_url: 'https://h' } as const

describe('a test of a provider with a proxy', () => {
  it('goes on without it where the proxy is not used for the address', () => {
    const proxied = {
      kind: 'upstream',
      base_url: 'https://localhost',
      proxy_url: 'http://127.0.0.1:7890',
    } as const
    const run = (['dns', 'tcp', 'tls'] as const).reduce<TestRun>(
      (run, kind) => heard(run, step(kind)),
      begun(proxied),
    )
    expect(shown(run).slice(0, 4)).toEqual(['dns ended', 'tcp ended', 'tls ended', 'credential running'])
  })
})

describe('a test', () => {
  it('shows the step under way and those to come', () => {
    expect(shown(heard(begun(https), step('dns')))).toEqual([
      'dns ended',
      'tcp running',
      'tls waiting',
      'credential waiting',
      'models waiting',
      'generation waiting',
    ])
  })

  it('expects only what makes sense for the provider', () => {
    expect(begun({ kind: 'loopback', base_url: null }).plan).toEqual(['generation'])
    expect(begun({ kind: 'upstream', base_url: 'http://127.0.0.1:11434' }).plan).not.toContain('tls')
    expect(begun({ ...https, proxy_url: 'http://127.0.0.1:7890' }).plan.slice(0, 4)).toEqual([
      'dns',
      'tcp',
      'proxy',
      'tls',
    ])
  })

  it('that failed shows no step that was never tried', () => {
    let run = begun(https)
    for (const event of [
      step('dns'),
      step('tcp', 'failed'),
      step('tls', 'skipped'),
      step('models', 'skipped'),
    ]) {
      run = heard(run, event)
    }
    run = heard(run, report(run, false))
    expect(shown(run)).toEqual(['dns ended', 'tcp ended'])
  })

  it('keeps a skipped step that was tried: a list of models that isn’t there', () => {
    let run = heard(begun(https), step('models', 'skipped', 404))
    run = heard(run, report(run, true))
    expect(shown(run)).toEqual(['models ended'])
  })

  it('keeps a proxy that was gone without, since that has a cause', () => {
    const cause = {
      failure: 'proxy_unreachable',
      en: 'e',
      zh: 'z',
      upstream_message: null,
      suggestion: null,
    } as const
    let run = heard(begun(https), step('dns'))
    run = heard(run, { ...step('proxy', 'skipped'), cause })
    run = { ...run, plan: ['dns', 'proxy'] }
    run = heard(run, report(run, true))
    expect(shown(run)).toEqual(['dns ended', 'proxy ended'])
  })
})
