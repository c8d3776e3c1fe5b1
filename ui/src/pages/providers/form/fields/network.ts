/** How a provider is reached, and whom to trust on the way. */
import { m } from '../../../../paraglide/messages.js'
import { readUrl } from '../baseUrl'
import { flag, line, prose } from './kinds'

/** Its proxy, and what is accepted. */
export const network = {
  proxy_url: line('proxy_url', () => m.providers_field_proxy(), { fault: proxyFault }),
  proxy_fallback_direct: flag('proxy_fallback_direct', () => m.providers_field_proxy_direct()),
  extra_ca_pem: {
    ...prose('extra_ca_pem', () => m.providers_field_ca()),
    fault: caFault,
    shown: (typed: string) =>
      typed === '' ? m.providers_group_default() : m.providers_certificates({ count: certificates(typed) }),
  },
  accept_any_certificate: flag('accept_any_certificate', () => m.providers_field_any_certificate()),
  allow_plain_http: flag('allow_plain_http', () => m.providers_field_allow_plain_http()),
}

function proxyFault(typed: string): string | null {
  const text = typed.trim()
  if (text === '') return null
  const url = readUrl(text.includes('://') ? text : `http://${text}`)
  if (url === null || !/^(https?|socks5h?):$/.test(url.protocol) || url.hostname === '') {
    return m.providers_fault_proxy()
  }
  return url.pathname.length > 1 || url.search !== '' || url.hash !== ''
    ? m.providers_fault_proxy_path()
    : null
}

const certificates = (pem: string): number => pem.split('-----BEGIN CERTIFICATE-----').length - 1

function caFault(typed: string): string | null {
  if (typed.trim() === '') return null
  if (typed.includes('PRIVATE KEY-----')) return m.providers_fault_ca_key()
  return certificates(typed) === 0 ? m.providers_fault_ca() : null
}
