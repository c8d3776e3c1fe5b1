/** What the person wants to remember. */
import { m } from '../../../../paraglide/messages.js'
import { line, prose } from './kinds'

/** Its page, and a note. */
export const about = {
  website: line('website', () => m.providers_field_website()),
  note: prose('note', () => m.providers_field_note()),
}
