/** How long a provider is waited for. */
import { m } from '../../../../paraglide/messages.js'
import { seconds } from './kinds'

/** The time-outs, with what holds when nothing is said. */
export const timeouts = {
  connect_timeout_ms: seconds('connect_timeout_ms', () => m.providers_field_connect(), 10),
  first_byte_timeout_ms: seconds('first_byte_timeout_ms', () => m.providers_field_first_byte(), 120),
  stream_idle_timeout_ms: seconds('stream_idle_timeout_ms', () => m.providers_field_stream_idle(), 300),
  stream_stall_timeout_ms: seconds('stream_stall_timeout_ms', () => m.providers_field_stream_stall(), 600),
  total_timeout_ms: seconds('total_timeout_ms', () => m.providers_field_total(), 600),
}
