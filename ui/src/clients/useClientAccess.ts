/** The address that a tool calls, from what the gateway says of itself. */
import { useQuery } from '@tanstack/react-query'
import { queries, type Setting, type Status } from '../api/queries'
import type { Access } from './lines'

/** The access with a key; nothing while the gateway has no address. */
export function useClientAccess(status: Status | undefined, key: string): Access | null {
  const { data: settings } = useQuery(queries.settings())
  if (!status?.gateway_url) return null
  return { url: status.gateway_url.replace(/\/+$/, ''), key, publicUrl: secureUrl(settings) }
}

/** Where others reach the gateway over HTTPS. Plain HTTP is of no use to what runs elsewhere. */
function secureUrl(settings: readonly Setting[] | undefined): string | null {
  const value = settings?.find(({ key }) => key === 'public_url')?.value
  return typeof value === 'string' && value.startsWith('https://') ? value : null
}
