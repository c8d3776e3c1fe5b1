import { useSyncExternalStore } from 'react'
import { liveRequests } from '../../api/liveRequests'
import type { RequestRow } from '../../api/requestRow'

/** How many requests of each dialect are under way. */
export type InFlight = Partial<Record<RequestRow['dialect'], number>>

let counted: { of: readonly RequestRow[]; counts: InFlight } | null = null

/** Counts them, as events tell of them; the same object until one of the counts is another. */
export const useInFlight = (): InFlight => useSyncExternalStore(liveRequests.subscribe, count)

function count(): InFlight {
  const latest = liveRequests.latest()
  if (counted?.of === latest) return counted.counts
  const counts: InFlight = {}
  for (const { state, dialect } of latest) {
    if (state === 'open') counts[dialect] = (counts[dialect] ?? 0) + 1
  }
  const same = counted !== null && JSON.stringify(counted.counts) === JSON.stringify(counts)
  counted = { of: latest, counts: same && counted !== null ? counted.counts : counts }
  return counted.counts
}
