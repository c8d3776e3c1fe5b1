/** A breaker in the person’s hands: at once, and to be taken back for a moment. */
import type { QueryClient } from '@tanstack/react-query'
import { asApiError, explain } from '../../api/errors'
import { type BreakerVerb, turnBreaker } from '../../api/providers'
import { type Provider, queries } from '../../api/queries'
import { toast } from '../../components/Toast'
import { m } from '../../paraglide/messages.js'
import { took } from '../providers/actions'

/** Closes a breaker and ends the rests; one that was held can be held again. */
export async function resetBreaker(client: QueryClient, provider: Provider): Promise<void> {
  const wasHeld = provider.breaker?.state === 'held'
  if (!(await turn(client, provider, 'reset-breaker'))) return
  toast({
    message: m.overview_reset_said({ name: provider.name }),
    ...(wasHeld && { undo: undo(() => void turn(client, provider, 'hold')) }),
  })
}

/** Opens a breaker as if the provider had failed: it is tried again by itself. */
export async function tripBreaker(client: QueryClient, provider: Provider): Promise<void> {
  if (!(await turn(client, provider, 'trip'))) return
  toast({
    message: m.overview_trip_said({ name: provider.name }),
    undo: undo(() => void turn(client, provider, 'reset-breaker')),
  })
}

/** Opens a breaker until it is reset. */
export async function holdBreaker(client: QueryClient, provider: Provider): Promise<void> {
  if (!(await turn(client, provider, 'hold'))) return
  toast({
    message: m.overview_hold_said({ name: provider.name }),
    undo: undo(() => void turn(client, provider, 'reset-breaker')),
  })
}

const undo = (run: () => void) => ({ label: m.overview_undo(), run })

async function turn(client: QueryClient, provider: Provider, verb: BreakerVerb): Promise<boolean> {
  try {
    took(client, await turnBreaker(provider, verb))
    void client.invalidateQueries({ queryKey: queries.status().queryKey })
    return true
  } catch (error) {
    const { title, next } = explain(asApiError(error))
    toast({ message: m.two_sentences({ first: title, second: next }), urgent: true })
    return false
  }
}
