/** What is added to each request, and what of the caller is passed on. */
import { m } from '../../../../paraglide/messages.js'
import { type FieldSpec, firstFault, flag } from './kinds'
import { type Pair, said, shownPairs, textOf } from './pairs'

const custom_headers: FieldSpec<string> = {
  label: () => m.providers_field_custom_headers(),
  blank: '',
  // Values come masked; one that goes back as it came leaves the header as it is.
  read: ({ custom_headers }) => textOf(Object.entries(custom_headers)),
  send: (typed) => ({
    custom_headers: Object.fromEntries(said(typed).map(([name, value]) => [name.toLowerCase(), value])),
  }),
  fault: (typed) =>
    firstFault(
      said(typed).map(([name, value]) => `${name}\t${value}`),
      headerFault,
    ),
  shown: (typed) => shownPairs(typed, ': ') || m.providers_group_default(),
  brief: (typed) => m.providers_brief_headers({ count: said(typed).length }),
}

/** Headers, and what else goes along. */
export const requests = {
  custom_headers,
  include_usage: flag('include_usage', () => m.providers_field_include_usage(), true),
  conversion_allowed: flag('conversion_allowed', () => m.providers_field_conversion(), true),
  pass_client_ip: flag('pass_client_ip', () => m.providers_field_pass_client_ip()),
}

/** The names that the gateway itself writes. */
const OWNED =
  /^(authorization|x-api-key|x-goog-api-key|proxy-authorization|cookie|host|content-(length|encoding|type)|transfer-encoding|connection|keep-alive|upgrade|te|trailer|expect|accept-encoding|forwarded|x-forwarded-(for|host|proto)|x-real-ip|via|x-switchyard-.*)$/
/** A value as it is shown: the end of a long one. */
const MASKED = /^•{4}[\x20-\x7e]{0,4}$/

/** A masked value belongs to its name: under another one it has to be typed. */
export const renamed = (before: readonly Pair[], after: readonly Pair[]): Pair[] =>
  after.map(([name, value]) => {
    const same = before.some(([other, masked]) => other === name && masked === value)
    return same || !MASKED.test(value) ? [name, value] : [name, '']
  })

function headerFault(pair: string): string | null {
  const [name = '', value = ''] = pair.split('\t')
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) return m.providers_fault_header_name({ name })
  if (OWNED.test(name.toLowerCase())) return m.providers_fault_header_owned({ name })
  if (value === '') return m.providers_fault_header_empty({ name })
  if (MASKED.test(value)) return null
  if (value.includes('•')) return m.providers_fault_header_masked({ name })
  return /[^\x20-\x7e]/.test(value) ? m.providers_fault_header_value({ name }) : null
}
