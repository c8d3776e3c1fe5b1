/** The state of the line that events come over, for whoever must know that nothing can be asked just now. */
import type { Line } from './events'

let line: Line = { state: 'connecting' }
const watchers = new Set<() => void>()

/** The line of this page. */
export const currentLine = {
  get: (): Line => line,
  set: (next: Line): void => {
    line = next
    for (const watcher of watchers) watcher()
  },
  subscribe: (watcher: () => void): (() => void) => {
    watchers.add(watcher)
    return () => void watchers.delete(watcher)
  },
}

/** Whether nobody is there. The first lost try is mostly a restart; only the second is news. */
export const isLost = (line: Line): boolean => line.state === 'lost' && line.attempt > 1
