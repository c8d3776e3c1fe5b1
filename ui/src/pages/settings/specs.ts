/** The settings that are typed: their words, how they are read and written, and what is wrong with a value. Data. */
import type { Setting } from '../../api/queries'
import { m } from '../../paraglide/messages.js'

/** The settings that are typed into a box. */
export type TypedKey = Extract<
  Setting['key'],
  | 'gateway_port'
  | 'admin_port'
  | 'public_url'
  | 'allowed_hosts'
  | 'allowed_origins'
  | 'session_ttl_seconds'
  | 'drain_seconds'
  | 'first_byte_deadline_ms'
  | 'max_body_bytes'
>

/** How a value is shown and typed. A number is stored as `scale` times what is typed. */
export type Kind =
  | { is: 'number'; unit: (() => string) | null; scale: number; least: number; most: number }
  | { is: 'url' }
  | { is: 'list'; example: string }

/** A setting as a field. */
export type Spec = {
  key: TypedKey
  label: () => string
  hint: () => string
  kind: Kind
  /** The variable that decides it where one does. */
  variable: string | null
}

const port = { is: 'number', unit: null, scale: 1, least: 1, most: 65_535 } as const
const seconds = (least: number, most: number, scale = 1) =>
  ({ is: 'number', unit: () => m.settings_seconds(), scale, least, most }) as const

/** How callers reach the gateway. */
export const gateway: readonly Spec[] = [
  {
    key: 'gateway_port',
    label: () => m.settings_gateway_port(),
    hint: () => m.settings_gateway_port_hint(),
    kind: port,
    variable: 'SWITCHYARD_PORT',
  },
  {
    key: 'admin_port',
    label: () => m.settings_admin_port(),
    hint: () => m.settings_admin_port_hint(),
    kind: port,
    variable: 'SWITCHYARD_ADMIN_PORT',
  },
  {
    key: 'public_url',
    label: () => m.settings_public_url(),
    hint: () => m.settings_public_url_hint(),
    kind: { is: 'url' },
    variable: null,
  },
  {
    key: 'allowed_hosts',
    label: () => m.settings_allowed_hosts(),
    hint: () => m.settings_allowed_hosts_hint(),
    kind: { is: 'list', example: 'box.example' },
    variable: null,
  },
  {
    key: 'allowed_origins',
    label: () => m.settings_allowed_origins(),
    hint: () => m.settings_allowed_origins_hint(),
    kind: { is: 'list', example: 'https://app.example' },
    variable: null,
  },
]

/** How long and how much. */
export const limits: readonly Spec[] = [
  {
    key: 'session_ttl_seconds',
    label: () => m.settings_session_ttl(),
    hint: () => m.settings_session_ttl_hint(),
    kind: seconds(1, 86_400),
    variable: 'SESSION_TTL',
  },
  {
    key: 'drain_seconds',
    label: () => m.settings_drain(),
    hint: () => m.settings_drain_hint(),
    kind: seconds(0, 3_600),
    variable: null,
  },
  {
    key: 'first_byte_deadline_ms',
    label: () => m.settings_first_byte(),
    hint: () => m.settings_first_byte_hint(),
    kind: seconds(1, 3_600, 1_000),
    variable: null,
  },
  {
    key: 'max_body_bytes',
    label: () => m.settings_max_body(),
    hint: () => m.settings_max_body_hint(),
    kind: { is: 'number', unit: () => m.settings_mib(), scale: 1 << 20, least: 1, most: 512 },
    variable: null,
  },
]

/** A stored value, as it would be typed. */
export function showValue(kind: Kind, value: unknown): string {
  if (kind.is === 'list') return Array.isArray(value) ? value.join(', ') : ''
  if (kind.is === 'number') return String(Math.round((Number(value) / kind.scale) * 1_000) / 1_000)
  return typeof value === 'string' ? value : ''
}

/** What was typed, as it is stored; an empty box is the default. Nothing comes of what can't be read. */
export function readValue(kind: Kind, text: string): { value: unknown } | null {
  const typed = text.trim()
  if (typed === '') return { value: null }
  if (kind.is === 'list') return { value: typed.split(/[\s,，、;；]+/).filter((part) => part !== '') }
  if (kind.is === 'url') return { value: typed }
  const number = Number(typed)
  const stored = Math.round(number * kind.scale)
  return number >= kind.least && number <= kind.most && (kind.scale > 1 || Number.isInteger(number))
    ? { value: stored }
    : null
}

/** What a value must be like, said where it isn't. */
export function wrong(kind: Kind): string {
  if (kind.is === 'number') return m.settings_wrong_number({ least: kind.least, most: kind.most })
  return kind.is === 'url' ? m.settings_wrong_url() : m.settings_wrong_list({ example: kind.example })
}
