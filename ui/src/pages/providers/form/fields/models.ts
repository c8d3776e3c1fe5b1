/** Which models a provider serves. */
import { m } from '../../../../paraglide/messages.js'
import { list } from './kinds'

/** The models it is asked for. */
export const models = {
  allowed_models: list(
    'allowed_models',
    () => m.providers_field_allowed_models(),
    (pattern) => (pattern.length > 256 ? m.providers_fault_models() : null),
  ),
}
