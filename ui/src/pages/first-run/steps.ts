/** The three steps, and how far somebody has come: kept in the address, so that a reload goes on where it was. */
import { m } from '../../paraglide/messages.js'

/** The steps in order. */
export const steps = ['provider', 'tools', 'message'] as const
/** One of them. */
export type Step = (typeof steps)[number]

/** What the address holds: the step, and what was made so far. A key's secret is never in it. */
export type Progress = { step?: Step; provider?: string; key?: string }

/** Reads an address; what it doesn't know is left out. */
export const readProgress = (search: Record<string, unknown>): Progress => {
  const step = steps.find((known) => known === search.step)
  return {
    ...(step !== undefined && { step }),
    ...(typeof search.provider === 'string' && { provider: search.provider }),
    ...(typeof search.key === 'string' && { key: search.key }),
  }
}

/** The step after one; nothing after the last. */
export const after = (step: Step): Step | null => steps[steps.indexOf(step) + 1] ?? null

/** Its name and what it is about. */
export const stepWords = (step: Step): { title: string; about: string } =>
  ({
    provider: { title: m.first_run_provider(), about: m.first_run_provider_about() },
    tools: { title: m.first_run_tools(), about: m.first_run_tools_about() },
    message: { title: m.first_run_message(), about: m.first_run_message_about() },
  })[step]
