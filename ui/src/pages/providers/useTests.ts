/** The tests that were begun from this window, by provider. They go on when another provider is looked at. */
import { useSyncExternalStore } from 'react'
import { asApiError } from '../../api/errors'
import { testProvider } from '../../api/providers'
import type { Provider } from '../../api/queries'
import { session } from '../../api/session'
import { begun, heard, type TestRun } from './testRun'

let runs: ReadonlyMap<string, TestRun> = new Map()
const stops = new Map<string, AbortController>()
const listeners = new Set<() => void>()

session.onEnd(() => {
  for (const stop of stops.values()) stop.abort()
  runs = new Map()
  tell()
})

/** The test of a provider, and how to begin and stop one. */
export function useTest(provider: Provider): {
  run: TestRun | undefined
  start: () => void
  stop: () => void
} {
  const all = useSyncExternalStore(subscribe, () => runs)
  return {
    run: all.get(provider.id),
    start: () => void start(provider),
    stop: () => stop(provider.id),
  }
}

async function start(provider: Provider): Promise<void> {
  stops.get(provider.id)?.abort()
  const ours = new AbortController()
  stops.set(provider.id, ours)
  let run = begun(provider)
  // A test that was stopped or begun anew says nothing more.
  const show = (next: TestRun) => {
    run = next
    if (stops.get(provider.id) === ours) put(provider.id, run)
  }
  show(run)
  try {
    for await (const event of testProvider(provider, ours.signal)) show(heard(run, event))
    if (run.state.kind === 'running') show({ ...run, state: { kind: 'stopped' } })
  } catch (error) {
    show({ ...run, state: { kind: 'failed', error: asApiError(error) } })
  }
}

function stop(id: string): void {
  stops.get(id)?.abort()
  stops.delete(id)
  const run = runs.get(id)
  if (run?.state.kind === 'running') put(id, { ...run, state: { kind: 'stopped' } })
}

function put(id: string, run: TestRun): void {
  runs = new Map(runs).set(id, run)
  tell()
}

function tell(): void {
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
