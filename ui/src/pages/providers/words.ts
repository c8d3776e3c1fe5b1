/** The words for what providers are and do, where more than one file needs them. */
import { match } from 'ts-pattern'
import type { Provider } from '../../api/queries'
import { m } from '../../paraglide/messages.js'
import type { StepKind } from './testRun'

/** A wire format. */
export type Dialect = Provider['dialect']

/** The dialects, as their vendors call them, in the order of product.md. */
export const dialects: readonly { value: Dialect; word: string }[] = [
  { value: 'anthropic', word: 'Anthropic' },
  { value: 'openai-chat', word: 'OpenAI Chat' },
  { value: 'openai-responses', word: 'OpenAI Responses' },
  { value: 'gemini', word: 'Gemini' },
]

/** A dialect's name. */
export const dialectName = (dialect: Dialect): string =>
  dialects.find(({ value }) => value === dialect)?.word ?? dialect

/** What a provider speaks, in a few words: the loopback provider speaks everything. */
export const speaks = (provider: Provider): string =>
  provider.kind === 'loopback' ? m.providers_every_dialect() : dialectName(provider.dialect)

/** Where a provider is, short. */
export function hostOf(provider: Provider): string {
  if (provider.kind === 'loopback' || !provider.base_url) return m.providers_loopback_host()
  return provider.base_url.replace(/^https?:\/\//, '')
}

/** What a step of the test is called. */
export const stepName = (step: StepKind): string =>
  match(step)
    .with('dns', () => 'DNS')
    .with('tcp', () => 'TCP')
    .with('proxy', () => m.providers_step_proxy())
    .with('tls', () => 'TLS')
    .with('credential', () => m.providers_step_credential())
    .with('models', () => m.providers_step_models())
    .with('generation', () => m.providers_step_generation())
    .exhaustive()

/** <1 ms, 412 ms, 1.1 s. */
export function humanMs(ms: number): string {
  if (ms < 1) return '<1 ms'
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`
}

/** 10:43 today, else with its date. */
export function moment(at: string): string {
  const then = new Date(at)
  const time = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (then.toDateString() === new Date().toDateString()) return time
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(then.getMonth() + 1)}-${two(then.getDate())} ${time}`
}
