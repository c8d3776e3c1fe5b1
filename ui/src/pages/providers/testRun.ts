/** One connectivity test as it goes. Pure: takes the stream's events, gives what is shown. */
import type { ApiError } from '../../api/errors'
import type { TestEvent } from '../../api/providers'
import type { Provider } from '../../api/queries'
import type { components } from '../../api/schema'

/** A step that ended. */
export type TestStep = components['schemas']['TestStep']
/** What is tried. */
export type StepKind = TestStep['step']
type Report = components['schemas']['TestReport']

/** A test: its steps so far and how it stands. */
export type TestRun = {
  /** What will be tried, in this order. */
  plan: readonly StepKind[]
  steps: readonly TestStep[]
  state:
    | { kind: 'running' }
    | { kind: 'stopped' }
    | { kind: 'ended'; report: Report }
    /** The test itself couldn't be made. */
    | { kind: 'failed'; error: ApiError }
}

/** A line of the list that is shown. */
export type ShownStep =
  | { step: StepKind; shows: 'ended'; result: TestStep }
  | { step: StepKind; shows: 'running' | 'waiting' }

/** What decides which steps there are. */
type Tested = Pick<Provider, 'kind' | 'base_url' | 'proxy_url'>

/** A test that begins. */
export const begun = (provider: Tested): TestRun => ({
  plan: planOf(provider),
  steps: [],
  state: { kind: 'running' },
})

/** The steps that make sense for a provider. */
function planOf({ kind, base_url, proxy_url }: Tested): StepKind[] {
  if (kind === 'loopback') return ['generation']
  const encrypted = base_url?.startsWith('https:') ?? true
  const between: StepKind[] = [
    ...(proxy_url ? (['proxy'] as const) : []),
    ...(encrypted ? (['tls'] as const) : []),
  ]
  return ['dns', 'tcp', ...between, 'credential', 'models', 'generation']
}

/** A test after the next line of its stream. */
export function heard(run: TestRun, event: TestEvent): TestRun {
  if (event.type === 'report') return { ...run, steps: event.steps, state: { kind: 'ended', report: event } }
  return { ...run, steps: [...run.steps.filter((step) => step.step !== event.step), event] }
}

/** Every step as it stands: those that ended, the one under way, and while it runs those to come. */
export function shownSteps(run: TestRun): ShownStep[] {
  const ended = new Map(run.steps.map((step) => [step.step, step]))
  const running = run.state.kind === 'running'
  // What is left out on the way is told of at the end; what goes on is behind the last that was tried.
  const tried = run.steps.filter(({ outcome }) => outcome !== 'skipped')
  const last = Math.max(-1, ...tried.map(({ step }) => run.plan.indexOf(step)))
  const next = run.plan.find((step, at) => at > last && !ended.has(step))
  const shown: ShownStep[] = []
  for (const step of run.plan) {
    const result = ended.get(step)
    if (result !== undefined) {
      // What was never tried, since an earlier step failed, says nothing.
      const told = result.outcome !== 'skipped' || result.status !== null || result.cause != null
      if (told || running) shown.push({ step, shows: 'ended', result })
    } else if (running && run.plan.indexOf(step) > last) {
      shown.push({ step, shows: step === next ? 'running' : 'waiting' })
    }
  }
  return shown
}

/** The step that failed, if one did. */
export const failedStep = (run: TestRun): TestStep | undefined =>
  run.steps.find((step) => step.outcome === 'failed')
