/** Keeps what pages read as fresh as the events say. No page polls. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { match } from 'ts-pattern'
import { followEvents, type Line, type ServerEvent } from './events'

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
  const waiting = new Set<string>()
  return (event) => {
    if (event.type === 'hello' || event.type === 'resync') {
      void client.invalidateQueries()
      return
    }
    if (waiting.size === 0) {
      setTimeout(() => {
        const stale = [...waiting]
        waiting.clear()
        if (signal.aborted) return
        for (const name of stale) void client.invalidateQueries({ queryKey: [name] })
      }, SETTLE_MS)
    }
    for (const name of staleBy(event.type)) waiting.add(name)
  }
}

/** What an event makes stale: the first words of query keys. */
const staleBy = (type: Exclude<ServerEvent['type'], 'hello' | 'resync'>): readonly string[] =>
  match(type)
    .with('request_opened', () => ['status'])
    // A key that was used says when.
    .with('request_closed', () => ['status', 'requests', 'keys'])
    .with('providers_changed', () => ['status', 'providers'])
    // A user takes their keys along, and names them.
    .with('users_changed', () => ['users', 'keys'])
    .with('keys_changed', () => ['keys'])
    .with('settings_changed', () => ['settings', 'status'])
    .with('gateway_changed', () => ['status'])
    .exhaustive()
