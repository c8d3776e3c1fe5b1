/** How a provider is reached. */
import { m } from '../../../../paraglide/messages.js'
import { flag } from './kinds'

/** What is accepted on the way there. */
export const network = {
  allow_plain_http: flag('allow_plain_http', () => m.providers_field_allow_plain_http()),
}
