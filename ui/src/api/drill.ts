/** The fire drill: begun and ended here; what happens in it comes with its events. */
import type { QueryClient } from '@tanstack/react-query'
import { api, taken } from './client'
import { type Drill, queries } from './queries'
import type { components } from './schema'

/** One line of a drill’s story. */
export type DrillStep = components['schemas']['DrillStep']

/** Begins one. What is shown of the last one goes at once. */
export async function startDrill(client: QueryClient): Promise<void> {
  const { queryKey } = queries.drill()
  await client.cancelQueries({ queryKey })
  client.setQueryData(queryKey, { running: true, steps: [] })
  try {
    await taken(api.POST('/api/v1/drill'))
  } catch (error) {
    await client.invalidateQueries({ queryKey })
    throw error
  }
}

/** Ends the one that runs; its last event says so. */
export async function stopDrill(): Promise<void> {
  await api.DELETE('/api/v1/drill')
}

/** Takes a step in where a drill is looked at. */
export function heardDrill(client: QueryClient, step: DrillStep): void {
  client.setQueryData(queries.drill().queryKey, (drill) => drill && withStep(drill, step))
}

/** The drill with one more step; one that was read already is not told twice. */
export function withStep(drill: Drill, step: DrillStep): Drill {
  const running = step.what !== 'ended'
  if (step.what === 'began') return { running, steps: [step] }
  const last = drill.steps.at(-1)
  const known = last !== undefined && (last.at_ms > step.at_ms || same(last, step))
  return { running, steps: known ? drill.steps : [...drill.steps, step] }
}

const same = (a: DrillStep, b: DrillStep) => JSON.stringify(a) === JSON.stringify(b)
