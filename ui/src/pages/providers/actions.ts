/** What takes effect at once on this page, with the list following at once, too. */
import type { QueryClient } from '@tanstack/react-query'
import { asApiError, explain } from '../../api/errors'
import {
  changeProvider,
  orderProviders,
  pinProvider,
  removeProvider,
  restoreProvider,
} from '../../api/providers'
import { type Provider, queries } from '../../api/queries'
import { toast } from '../../components/Toast'
import { m } from '../../paraglide/messages.js'
import { inOrder } from './tiers'
import type { Dialect } from './words'

/** Switches a provider on or off. */
export async function switchProvider(
  client: QueryClient,
  provider: Provider,
  enabled: boolean,
): Promise<void> {
  const shown = (on: boolean) =>
    put(client, (all) => all.map((one) => (one.id === provider.id ? { ...one, enabled: on } : one)))
  shown(enabled)
  try {
    took(client, await changeProvider(provider, { enabled }))
  } catch (error) {
    // A switch says what is wanted, whatever else was changed meanwhile.
    const now = isStale(error) ? await current(client, provider) : undefined
    if (now !== undefined && now.revision !== provider.revision) {
      await switchProvider(client, now, enabled)
      return
    }
    shown(!enabled)
    say(error)
  }
}

/** Puts providers into tiers. */
export async function reorder(client: QueryClient, order: string[][]): Promise<void> {
  put(client, (all) => inOrder(all, order))
  try {
    const taken = await orderProviders(order)
    put(client, () => taken)
  } catch (error) {
    say(error)
    await client.invalidateQueries({ queryKey: queries.providers().queryKey })
  }
}

/** Chooses which provider is used first for a dialect; `null` leaves it to the tiers. */
export async function pin(client: QueryClient, dialect: Dialect, provider: Provider | null): Promise<void> {
  try {
    await pinProvider(dialect, provider?.id ?? null)
    await client.invalidateQueries({ queryKey: queries.providers().queryKey })
  } catch (error) {
    say(error)
  }
}

/** Removes a provider; for ten seconds that can be taken back. */
export async function remove(client: QueryClient, provider: Provider): Promise<boolean> {
  try {
    await removeProvider(provider)
  } catch (error) {
    say(error)
    return false
  }
  put(client, (all) => all.filter(({ id }) => id !== provider.id))
  toast({
    message: m.providers_removed({ name: provider.name }),
    undo: { label: m.providers_undo(), run: () => void restore(client, provider) },
  })
  return true
}

async function restore(client: QueryClient, provider: Provider): Promise<void> {
  try {
    took(client, await restoreProvider(provider))
  } catch (error) {
    say(error, m.providers_restore_failed({ name: provider.name }))
  }
}

/** Puts a provider as the server answered it into the list, before the event says so. */
export function took(client: QueryClient, provider: Provider): void {
  put(client, (all) =>
    all.some(({ id }) => id === provider.id)
      ? all.map((one) => (one.id === provider.id ? provider : one))
      : [...all, provider],
  )
}

const isStale = (error: unknown): boolean => asApiError(error).code === 'stale_revision'

async function current(client: QueryClient, { id }: Provider): Promise<Provider | undefined> {
  const all = await client.fetchQuery({ ...queries.providers(), staleTime: 0 }).catch(() => [])
  return all.find((provider) => provider.id === id)
}

function put(client: QueryClient, change: (all: Provider[]) => Provider[]): void {
  const { queryKey } = queries.providers()
  void client.cancelQueries({ queryKey })
  client.setQueryData(queryKey, (all: Provider[] | undefined) => all && change(all))
}

function say(error: unknown, what?: string): void {
  const { title, next } = explain(asApiError(error))
  toast({ message: m.two_sentences({ first: what ?? title, second: next }), urgent: true })
}
