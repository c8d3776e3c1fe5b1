import { useSyncExternalStore } from 'react'

const SECOND_MS = 1_000
const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | null = null
let second = Date.now()

/** The time, as of the last full second that passed. One clock for everything that counts; still while hidden. */
export const useSecond = (): number => useSyncExternalStore(subscribe, () => second)

function subscribe(watcher: () => void): () => void {
  watchers.add(watcher)
  if (timer === null) {
    second = Date.now()
    timer = setInterval(tick, SECOND_MS)
  }
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0 || timer === null) return
    clearInterval(timer)
    timer = null
  }
}

function tick(): void {
  if (document.visibilityState === 'hidden') return
  second = Date.now()
  for (const watcher of watchers) watcher()
}
