/** Keeps what pages read as fresh as the events say. No page polls. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { followEvents, type Line, type ServerEvent } from './events'
import { queries } from './queries'

const SETTLE_MS = 250

/** Follows the events while the page is visible; says how the line is. */
export function useLive(): Line {
  const client = useQueryClient()
  const [line, setLine] = useState<Line>({ state: 'connecting' })
  useEffect(() => {
    let stop: AbortController | null = null
    // Hidden, the page takes no events; what it shows is asked for anew when it is seen again.
    const follow = () => {
      stop?.abort()
      stop = null
      if (document.visibilityState === 'hidden') return
      stop = new AbortController()
      const refresh = refresher(client, stop.signal)
      void followEvents({ event: refresh, line: setLine }, stop.signal)
    }
    follow()
    document.addEventListener('visibilitychange', follow)
    return () => {
      document.removeEventListener('visibilitychange', follow)
      stop?.abort()
    }
  }, [client])
  return line
}

/** Many events in a row ask once, when they have settled. */
function refresher(client: QueryClient, signal: AbortSignal): (event: ServerEvent) => void {
  let waiting = false
  return (event) => {
    if (event.type === 'hello' || event.type === 'resync') {
      void client.invalidateQueries()
      return
    }
    if (waiting) return
    waiting = true
    setTimeout(() => {
      waiting = false
      if (!signal.aborted) void client.invalidateQueries({ queryKey: queries.status().queryKey })
    }, SETTLE_MS)
  }
}
