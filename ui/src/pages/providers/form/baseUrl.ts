/** What a base URL means: whether it can be one, what will be called, and whether it is another server. Pure. */
import { m } from '../../../paraglide/messages.js'
import type { Dialect } from '../words'

/** What is wrong with a base URL. */
export function baseUrlFault(typed: string, allowPlainHttp: boolean): string | null {
  const text = typed.trim()
  if (text === '') return m.providers_fault_url_missing()
  const url = readUrl(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return m.providers_fault_url()
  if (url.username !== '' || url.password !== '') return m.providers_fault_url_user()
  if (url.search !== '' || url.hash !== '') return m.providers_fault_url_query()
  return url.protocol === 'http:' && !isNear(url.hostname) && !allowPlainHttp
    ? m.providers_fault_url_plain()
    : null
}

/** This machine or its own network, as far as a name can tell. */
export function isNear(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  const v4 = /^(127|10)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./
  if (/^\d+\.\d+\.\d+\.\d+$/.test(name)) return v4.test(name)
  if (name.includes(':')) return name === '::1' || /^f[cd]/.test(name)
  return !name.includes('.') || /\.(localhost|local|lan|internal|home\.arpa)$/.test(name)
}

/** Whether two addresses are different servers: a credential belongs to where it was made for. */
export function isElsewhere(one: string, other: string): boolean {
  const [from, to] = [readUrl(one.trim()), readUrl(other.trim())]
  return from !== null && to !== null && from.origin !== to.origin
}

/** The URL that a generation would be sent to; nothing while it can't be told. Mirrors how the gateway reads one. */
export function willCall(baseUrl: string, dialect: Dialect): string | null {
  const url = readUrl(baseUrl.trim())
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return null
  const segments = url.pathname.split('/').filter((segment) => segment !== '')
  const version = segments.findLastIndex((segment) => /^v\d+(alpha|beta)?$/.test(segment))
  const prefix = segments.slice(0, version < 0 ? beforeOperation(segments) : version)
  const [ofDialect, ...operation] = {
    anthropic: ['v1', 'messages'],
    'openai-chat': ['v1', 'chat/completions'],
    'openai-responses': ['v1', 'responses'],
    gemini: ['v1beta', 'models/…:generateContent'],
  }[dialect]
  // A version that is not the dialects' own is the vendor's.
  const written = segments[version] ?? ''
  const kept = written !== '' && !['v1', 'v1beta', 'v1alpha'].includes(written)
  return [url.origin, ...prefix, kept ? written : ofDialect, ...operation].join('/')
}

/** A full operation URL without a version is cut back, too. */
function beforeOperation(segments: readonly string[]): number {
  if (segments.slice(-2).join('/') === 'chat/completions') return segments.length - 2
  const last = segments.at(-1) ?? ''
  return ['messages', 'responses', 'models'].includes(last) ? segments.length - 1 : segments.length
}

/** Reads a URL, if it is one. */
export function readUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
