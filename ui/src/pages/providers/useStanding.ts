import type { Provider } from '../../api/queries'
import { useNow } from '../../components/useNow'
import { endOf } from './breaker'
import { type Standing, standingOf } from './health'

/** How a provider does, read anew when one of its rests ends: nobody tells of that. */
export function useStanding(provider: Provider): { standing: Standing; now: number } {
  const now = useNow((provider.breaker?.rests ?? []).map(endOf))
  return { standing: standingOf(provider, now), now }
}
