import { useSyncExternalStore } from 'react'
import { currentLine, isLost } from '../api/line'
import { m } from '../paraglide/messages.js'

/** Why nothing can be done just now, for a button's `disabledReason`; nothing while the gateway is there. */
export function useOffline(): string | undefined {
  const lost = useSyncExternalStore(currentLine.subscribe, () => isLost(currentLine.get()))
  return lost ? m.offline_reason() : undefined
}
