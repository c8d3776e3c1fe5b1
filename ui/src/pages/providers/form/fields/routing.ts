/** When and how often a provider is chosen. */
import { m } from '../../../../paraglide/messages.js'
import { whole } from './kinds'

/** Its place and its share. */
export const routing = {
  priority: whole('priority', () => m.providers_field_priority(), { least: 0, most: 1_000_000 }),
  weight: whole('weight', () => m.providers_field_weight(), { least: 0, most: 100, blank: '1', usual: 1 }),
}
