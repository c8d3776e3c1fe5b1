/** When a provider is taken out of use by itself, and when it comes back. */
import { m } from '../../../../paraglide/messages.js'
import { seconds, whole } from './kinds'

/** Its breaker's values. */
export const breaker = {
  breaker_failures: whole('breaker_failures', () => m.providers_field_breaker_failures(), {
    least: 1,
    most: 100,
    usual: 5,
    unit: () => m.providers_unit_times(),
  }),
  breaker_open_ms: seconds('breaker_open_ms', () => m.providers_field_breaker_open(), 30, {
    least: 1,
    most: 1_800,
  }),
  breaker_half_open_successes: whole(
    'breaker_half_open_successes',
    () => m.providers_field_breaker_successes(),
    { least: 1, most: 20, usual: 2, unit: () => m.providers_unit_times() },
  ),
}
