/** What fields are called, and what stands in them, in words. */
import { match } from 'ts-pattern'
import { m } from '../../paraglide/messages.js'
import type { Field, Values } from './form'
import { dialectName } from './words'

/** A field's label. */
export const fieldName = (field: Field): string =>
  match(field)
    .with('name', () => m.providers_field_name())
    .with('dialect', () => m.providers_field_dialect())
    .with('base_url', () => m.providers_field_base_url())
    .with('credential', 'removes_credential', () => m.providers_field_credential())
    .with('weight', () => m.providers_field_weight())
    .with('auth_style', () => m.providers_field_auth_style())
    .with('allowed_models', () => m.providers_field_allowed_models())
    .with('connect_timeout_ms', () => m.providers_field_connect())
    .with('first_byte_timeout_ms', () => m.providers_field_first_byte())
    .with('stream_idle_timeout_ms', () => m.providers_field_stream_idle())
    .with('stream_stall_timeout_ms', () => m.providers_field_stream_stall())
    .with('total_timeout_ms', () => m.providers_field_total())
    .with('custom_headers', () => m.providers_field_custom_headers())
    .with('pass_client_ip', () => m.providers_field_pass_client_ip())
    .with('include_usage', () => m.providers_field_include_usage())
    .with('allow_plain_http', () => m.providers_field_allow_plain_http())
    .with('website', () => m.providers_field_website())
    .with('note', () => m.providers_field_note())
    .exhaustive()

/** A value in running text: what is empty is said, lists stand in one line, a credential is never shown. */
export function shownValue(field: Field, value: Values[Field]): string {
  if (field === 'credential' || field === 'removes_credential') return '•••'
  if (typeof value === 'boolean') return value ? m.providers_yes() : m.providers_no()
  if (field === 'dialect') return dialectName(value as Values['dialect'])
  if (value === '' || value === 'default') return m.providers_group_default()
  return value.split('\n').join(m.providers_comma())
}
