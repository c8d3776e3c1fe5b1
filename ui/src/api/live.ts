/** Keeps what pages read as fresh as the events say. No page polls. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import { heardDrill } from './drill'
import { followEvents, type Line, type ServerEvent } from './events'
import { Freshness } from './freshness'
import { currentLine } from './line'
import { liveRequests } from './liveRequests'
import { fetchLatestRequests, queries } from './queries'

/** Follows the events while the page is visible; says how the line is. */
export function useLive(): Line {
  const client = useQueryClient()
  useEffect(() => {
    let stop: AbortController | null = null
    // Hidden, the page takes no events; what it shows is asked for anew when it is seen again.
    const follow = () => {
      stop?.abort()
      stop = null
      if (document.visibilityState === 'hidden') return
      stop = new AbortController()
      void followEvents({ event: hearing(client, stop.signal), line: currentLine.set }, stop.signal)
    }
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      stop?.abort()
      currentLine.set({ state: 'connecting' })
      liveRequests.clear()
    }
  }, [client])
  return useSyncExternalStore(currentLine.subscribe, currentLine.get)
}

/** What is done with the events of one line. */
function hearing(client: QueryClient, signal: AbortSignal): (event: ServerEvent) => void {
  const freshness = new Freshness((reads) => {
    for (const read of reads) void client.invalidateQueries({ queryKey: [read] })
  })
  signal.addEventListener('abort', () => freshness.stop())
  let startedAt: string | null = null
  return (event) => {
    if (event.type === 'hello') {
      // The same instance goes on with what was missed; of another one everything is asked for.
      if (event.started_at !== startedAt) refetch(client, signal)
      startedAt = event.started_at
      return
    }
    if (event.type === 'resync') {
      refetch(client, signal)
      return
    }
    if (event.type === 'request_opened' || event.type === 'request_closed') {
      const { request } = event
      liveRequests.heard(event.seq, request)
      // Only where somebody looks at it in full.
      const { queryKey } = queries.request(request.id)
      if (client.getQueryData(queryKey)?.state === 'open') client.setQueryData(queryKey, request)
    }
    if (event.type === 'drill_step') heardDrill(client, event.step)
    freshness.heard(event.type)
  }
}

/** Asks for everything anew. */
function refetch(client: QueryClient, signal: AbortSignal): void {
  void client.invalidateQueries()
  liveRequests.fetchBegins()
  fetchLatestRequests(signal).then(
    (list) => {
      if (!signal.aborted) liveRequests.fetched(list)
    },
    () => {
      if (!signal.aborted) liveRequests.fetchFailed()
    },
  )
}
