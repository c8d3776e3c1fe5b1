/** What is added to each request, and what of the caller is passed on. */
import { m } from '../../../../paraglide/messages.js'
import { type FieldSpec, firstFault, flag, lines } from './kinds'

const custom_headers: FieldSpec<string> = {
  label: () => m.providers_field_custom_headers(),
  blank: '',
  read: ({ custom_headers }) =>
    Object.entries(custom_headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join('\n'),
  send: (typed) => ({ custom_headers: Object.fromEntries(lines(typed).map(headerOf)) }),
  fault: (typed) => firstFault(lines(typed), headerFault),
  shown: (typed) => (typed === '' ? m.providers_group_default() : lines(typed).join(m.providers_comma())),
}

/** Headers, and what else goes along. */
export const requests = {
  custom_headers,
  include_usage: flag('include_usage', () => m.providers_field_include_usage(), true),
  pass_client_ip: flag('pass_client_ip', () => m.providers_field_pass_client_ip()),
}

/** The names that the gateway itself writes. */
const OWNED =
  /^(authorization|x-api-key|x-goog-api-key|proxy-authorization|cookie|host|content-(length|encoding|type)|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|accept-encoding|forwarded|x-forwarded-(for|host|proto)|x-real-ip|via|x-switchyard-.*)$/

function headerFault(line: string): string | null {
  if (!line.includes(':')) return m.providers_fault_header_line({ line })
  const [name, value] = headerOf(line)
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return m.providers_fault_header_name({ name })
  if (OWNED.test(name)) return m.providers_fault_header_owned({ name })
  return /[^\t\x20-\x7e]/.test(value) ? m.providers_fault_header_value({ name }) : null
}

function headerOf(line: string): [string, string] {
  const at = line.indexOf(':')
  return [line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim()]
}
