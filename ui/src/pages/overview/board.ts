/** Which providers the overview shows. Pure. */
import type { Provider } from '../../api/queries'

/** As many as fit above the fold. */
const MOST = 8

/** All, or, of many, those that aren't well and the first of the others, in their order. */
export function boardOf(providers: readonly Provider[]): { shown: readonly Provider[]; more: number } {
  if (providers.length <= MOST) return { shown: providers, more: 0 }
  const unwell = providers.filter(isUnwell)
  const others = providers.filter((provider) => !unwell.includes(provider))
  const chosen = new Set([...unwell, ...others].slice(0, MOST))
  const shown = providers.filter((provider) => chosen.has(provider))
  return { shown, more: providers.length - shown.length }
}

const isUnwell = ({ enabled, health, breaker }: Provider): boolean =>
  health.state === 'failing' ||
  health.state === 'needs_credential' ||
  (enabled && breaker != null && (breaker.state !== 'closed' || breaker.rests.length > 0))
