/** What is typed about a provider: made of what is stored, and made into a change. Pure. */
import type { ProviderForm } from '../../api/providers'
import type { Provider } from '../../api/queries'
import { m } from '../../paraglide/messages.js'

/** A wire format. */
export type Dialect = Provider['dialect']
/** Where the credential stands, or wherever the dialect's own vendor reads it. */
export type AuthChoice = Provider['auth_style'] | 'default'

/** The fields as they are typed: times in seconds, lists by the line. */
export type Values = {
  name: string
  dialect: Dialect
  base_url: string
  /** A new one; the stored one never comes back. */
  credential: string
  removes_credential: boolean
  weight: string
  auth_style: AuthChoice
  allowed_models: string
  connect_timeout_ms: string
  first_byte_timeout_ms: string
  stream_idle_timeout_ms: string
  stream_stall_timeout_ms: string
  total_timeout_ms: string
  custom_headers: string
  pass_client_ip: boolean
  include_usage: boolean
  allow_plain_http: boolean
  website: string
  note: string
}
/** A field's name, as the API names it. */
export type Field = keyof Values
/** What is wrong with fields, in the person's language. */
export type Faults = Partial<Record<Field, string>>

/** The time-outs, and what they are when nothing is said. Seconds. */
export const timeouts = {
  connect_timeout_ms: 10,
  first_byte_timeout_ms: 120,
  stream_idle_timeout_ms: 300,
  stream_stall_timeout_ms: 600,
  total_timeout_ms: 600,
} as const satisfies Partial<Record<Field, number>>
const timeoutFields = Object.keys(timeouts) as (keyof typeof timeouts)[]

/** What a provider of which nothing is known looks like. */
export const blank: Values = {
  name: '',
  dialect: 'anthropic',
  base_url: '',
  credential: '',
  removes_credential: false,
  weight: '1',
  auth_style: 'default',
  allowed_models: '',
  connect_timeout_ms: '',
  first_byte_timeout_ms: '',
  stream_idle_timeout_ms: '',
  stream_stall_timeout_ms: '',
  total_timeout_ms: '',
  custom_headers: '',
  pass_client_ip: false,
  include_usage: true,
  allow_plain_http: false,
  website: '',
  note: '',
}

/** The way of the dialect's own vendor. */
export const usualAuth = (dialect: Dialect): Provider['auth_style'] =>
  (
    ({
      anthropic: 'x-api-key',
      'openai-chat': 'bearer',
      'openai-responses': 'bearer',
      gemini: 'x-goog-api-key',
    }) as const
  )[dialect]

/** The fields of a stored provider. */
export const valuesOf = (provider: Provider): Values => ({
  name: provider.name,
  dialect: provider.dialect,
  base_url: provider.base_url ?? '',
  credential: '',
  removes_credential: false,
  weight: String(provider.weight),
  auth_style: provider.auth_style === usualAuth(provider.dialect) ? 'default' : provider.auth_style,
  allowed_models: provider.allowed_models.join('\n'),
  connect_timeout_ms: seconds(provider.connect_timeout_ms),
  first_byte_timeout_ms: seconds(provider.first_byte_timeout_ms),
  stream_idle_timeout_ms: seconds(provider.stream_idle_timeout_ms),
  stream_stall_timeout_ms: seconds(provider.stream_stall_timeout_ms),
  total_timeout_ms: seconds(provider.total_timeout_ms),
  custom_headers: Object.entries(provider.custom_headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n'),
  pass_client_ip: provider.pass_client_ip,
  include_usage: provider.include_usage,
  allow_plain_http: provider.allow_plain_http,
  website: provider.website ?? '',
  note: provider.note,
})

/** The fields that were changed. */
export const changedFields = (from: Values, to: Values): Field[] =>
  (Object.keys(from) as Field[]).filter((field) => from[field] !== to[field])

/** The change to send: only what was changed, an emptied field cleared. */
export function changeOf(from: Values, to: Values): ProviderForm {
  const change: ProviderForm = {}
  for (const field of changedFields(from, to)) Object.assign(change, sent(field, to))
  return change
}

function sent(field: Field, values: Values): ProviderForm {
  switch (field) {
    case 'name':
    case 'base_url':
      return { [field]: values[field].trim() }
    case 'credential':
      return values.credential.trim() === '' ? {} : { credential: values.credential.trim() }
    case 'removes_credential':
      return values.removes_credential && values.credential.trim() === '' ? { credential: null } : {}
    case 'weight':
      return { weight: values.weight.trim() === '' ? null : Number(values.weight) }
    case 'auth_style':
      return { auth_style: values.auth_style === 'default' ? null : values.auth_style }
    case 'allowed_models':
      return { allowed_models: lines(values.allowed_models) }
    case 'custom_headers':
      return { custom_headers: Object.fromEntries(headers(values.custom_headers)) }
    case 'connect_timeout_ms':
    case 'first_byte_timeout_ms':
    case 'stream_idle_timeout_ms':
    case 'stream_stall_timeout_ms':
    case 'total_timeout_ms':
      return { [field]: values[field].trim() === '' ? null : Math.round(Number(values[field]) * 1000) }
    case 'website':
      return { website: values.website.trim() === '' ? null : values.website.trim() }
    case 'dialect':
    case 'pass_client_ip':
    case 'include_usage':
    case 'allow_plain_http':
    case 'note':
      return { [field]: values[field] }
  }
}

/** What can be seen to be wrong before it is sent. The server has the last word. */
export function faultsOf(values: Values, kind: Provider['kind']): Faults {
  const faults: Faults = {}
  if (values.name.trim() === '') faults.name = m.providers_fault_name_missing()
  else if ([...values.name.trim()].length > 64) faults.name = m.providers_fault_name_long()
  if (kind === 'upstream') {
    const fault = baseUrlFault(values)
    if (fault !== null) faults.base_url = fault
  }
  if (/[^\x20-\x7e]/.test(values.credential.trim())) faults.credential = m.providers_fault_credential()
  if (!/^(100|\d{1,2})?$/.test(values.weight.trim())) faults.weight = m.providers_fault_weight()
  for (const field of timeoutFields) {
    if (!/^(\d{1,6}(\.\d{1,3})?)?$/.test(values[field].trim())) faults[field] = m.providers_fault_seconds()
  }
  if (lines(values.allowed_models).some((pattern) => pattern.length > 256)) {
    faults.allowed_models = m.providers_fault_models()
  }
  const header = headerFault(values.custom_headers)
  if (header !== null) faults.custom_headers = header
  return faults
}

function baseUrlFault({ base_url, allow_plain_http }: Values): string | null {
  const text = base_url.trim()
  if (text === '') return m.providers_fault_url_missing()
  const url = readUrl(text)
  if (url === null || !/^https?:$/.test(url.protocol) || url.hostname === '') return m.providers_fault_url()
  if (url.username !== '' || url.password !== '') return m.providers_fault_url_user()
  if (url.search !== '' || url.hash !== '') return m.providers_fault_url_query()
  return url.protocol === 'http:' && !isNear(url.hostname) && !allow_plain_http
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

/** The names that the gateway itself writes. */
const OWNED =
  /^(authorization|x-api-key|x-goog-api-key|proxy-authorization|cookie|host|content-(length|encoding|type)|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|accept-encoding|forwarded|x-forwarded-(for|host|proto)|x-real-ip|via|x-switchyard-.*)$/

function headerFault(text: string): string | null {
  for (const line of lines(text)) {
    if (!line.includes(':')) return m.providers_fault_header_line({ line })
    for (const [name, value] of headers(line)) {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return m.providers_fault_header_name({ name })
      if (OWNED.test(name)) return m.providers_fault_header_owned({ name })
      if (/[^\t\x20-\x7e]/.test(value)) return m.providers_fault_header_value({ name })
    }
  }
  return null
}

const headers = (text: string): [string, string][] =>
  lines(text).map((line) => {
    const at = line.indexOf(':')
    return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]
  })

/** The lines of a list that say something. */
export const lines = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const seconds = (ms: number | null | undefined): string =>
  ms === null || ms === undefined ? '' : String(ms / 1000)

/** What somebody else changed meanwhile, beside what is being typed. */
export type Rebased = {
  /** What was typed, on top of what is stored now. */
  values: Values
  /** Fields that only they changed: taken over. */
  taken: Field[]
  /** Fields that both changed, to different values: what was typed stays until it is saved or given up. */
  contested: Field[]
}

/** Puts what was typed on top of what is stored now, so that nothing of either is lost. */
export function rebase(base: Values, typed: Values, stored: Values): Rebased {
  const mine = new Set(changedFields(base, typed))
  const theirs = changedFields(base, stored)
  const values = { ...stored }
  for (const field of mine) Object.assign(values, { [field]: typed[field] })
  return {
    values,
    taken: theirs.filter((field) => !mine.has(field)),
    contested: theirs.filter((field) => mine.has(field) && typed[field] !== stored[field]),
  }
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

function readUrl(text: string): URL | null {
  try {
    return new URL(text)
  } catch {
    return null
  }
}
