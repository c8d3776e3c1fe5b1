/** How a request came out and each of its tries ended, in drawing, word and tone. Closed unions, matched whole. */
import { match } from 'ts-pattern'
import type { RequestRecord } from '../../api/requestRow'
import type { IconName } from '../../components/Icon'
import type { ResultTone } from '../../components/Result'
import { m } from '../../paraglide/messages.js'
import { clockTime } from '../../preferences/numbers'
import { moment } from '../providers/words'
import type { Attempt, BarKind, Exclusion, Unavailability } from './chain'

/** How a try ended, in a word beside its bar. */
export const outcomeWord = ({ outcome, status }: Attempt): string =>
  match(outcome)
    .with('answered', () => m.activity_outcome_answered())
    .with('status', () => String(status ?? m.activity_failed()))
    .with('connect', () => m.activity_outcome_connect())
    .with('reset', () => m.activity_outcome_reset())
    .with('timeout', () => m.activity_outcome_timeout())
    .with('broke_off', () => m.activity_outcome_broke())
    .with('cancelled', () => m.activity_outcome_cancelled())
    .with('refused', () => m.activity_outcome_refused())
    .exhaustive()

/** Drawing and tone of a try. */
export const outcomeMark = ({ outcome }: Attempt): { icon: IconName; tone: ResultTone } =>
  match(outcome)
    .with('answered', () => ({ icon: 'check', tone: 'live' }) as const)
    .with('broke_off', () => ({ icon: 'break', tone: 'bad' }) as const)
    .with('cancelled', () => ({ icon: 'dash', tone: 'quiet' }) as const)
    .with('status', 'connect', 'reset', 'timeout', 'refused', () => ({ icon: 'x', tone: 'bad' }) as const)
    .exhaustive()

/** How a try ended, as a part of a sentence. */
const tried = ({ outcome, provider_name: provider, status }: Attempt): string =>
  match(outcome)
    .with('answered', () => m.activity_tried_answered({ provider }))
    .with('status', () => m.activity_tried_status({ provider, status: status ?? '–' }))
    .with('connect', () => m.activity_tried_connect({ provider }))
    .with('reset', () => m.activity_tried_reset({ provider }))
    .with('timeout', () => m.activity_tried_timeout({ provider }))
    .with('broke_off', () => m.activity_tried_broke({ provider }))
    .with('cancelled', () => m.activity_tried_cancelled({ provider }))
    .with('refused', () => m.activity_tried_refused({ provider }))
    .exhaustive()

/** What became of a request, told in a sentence; `bad` is shown as something to notice, under a title. */
export type Story = { bad: false; text: string } | { bad: true; title: string; text: string }

/** Tells it. */
export function storyOf(record: RequestRecord): Story {
  const { attempts } = record
  const last = attempts.at(-1)
  const tries = (some: readonly Attempt[]) => some.map(tried).join(m.activity_and())
  return match(record.state)
    .with('open', (): Story => ({ bad: false, text: m.activity_story_open() }))
    .with('done', (): Story => {
      if (last === undefined) return { bad: false, text: m.activity_story_local() }
      const provider = last.provider_name
      if (attempts.length === 1) return { bad: false, text: m.activity_story_done({ provider }) }
      return {
        bad: false,
        text: m.activity_story_switched({ provider, tries: tries(attempts.slice(0, -1)) }),
      }
    })
    .with('failed', (): Story => {
      const title = last?.outcome === 'broke_off' ? m.activity_story_broke() : m.activity_story_none()
      const text = last === undefined ? reasonOf(record) : m.activity_sentence({ text: tries(attempts) })
      const soonest = soonestOf(record)
      return {
        bad: true,
        title,
        text: soonest === null ? text : m.activity_then({ first: text, second: soonest }),
      }
    })
    .with('refused', (): Story => ({ bad: true, title: m.activity_story_refused(), text: reasonOf(record) }))
    .with('cancelled', (): Story => {
      const began = record.first_byte_ms != null
      return { bad: false, text: began ? m.activity_story_cancelled() : m.activity_story_cancelled_early() }
    })
    .with('interrupted', (): Story => ({ bad: false, text: m.activity_story_interrupted() }))
    .exhaustive()
}

/** Who would have served first of those that rested, and when. */
function soonestOf({ chain }: RequestRecord): string | null {
  const resting = chain.flatMap((link) =>
    link.verdict === 'resting' && link.until !== null
      ? [{ provider: link.provider_name, until: link.until }]
      : [],
  )
  const [soonest] = resting.toSorted((a, b) => Date.parse(a.until) - Date.parse(b.until))
  if (soonest === undefined) return null
  return m.activity_soonest({ provider: soonest.provider, time: clockTime(Date.parse(soonest.until)) })
}

/** Why a provider was no candidate. */
export const exclusionWord = (reason: Exclusion): string =>
  match(reason)
    .with('disabled', () => m.activity_skipped_disabled())
    .with('group', () => m.activity_skipped_group())
    .with('schedule', () => m.activity_skipped_schedule())
    .with('dialect', () => m.activity_skipped_dialect())
    .with('model', () => m.activity_skipped_model())
    .with('alias', () => m.activity_skipped_alias())
    .with('model_unknown', () => m.activity_skipped_unknown())
    .with('client', () => m.activity_skipped_client())
    .with('needs_credential', () => m.activity_skipped_credential())
    .with('weight_zero', () => m.activity_skipped_weight())
    .with('loopback_only', () => m.activity_skipped_loopback())
    .exhaustive()

/** Why a provider that could have served wasn’t asked just then, and until when. */
export function restingWord(reason: Unavailability, until: number | null): string {
  const why = match(reason)
    .with('held', () => m.activity_resting_held())
    .with('breaker_open', () => m.activity_resting_open())
    .with('resting', () => m.activity_resting_busy())
    .with('model_unknown', () => m.activity_resting_model())
    .with('credential_rejected', () => m.activity_resting_rejected())
    .with('out_of_credit', () => m.activity_resting_credit())
    .exhaustive()
  if (until === null) return why
  return m.activity_resting_until({ why, time: moment(new Date(until).toISOString()) })
}

/** What a stretch of a try was spent on. */
export const barWord = (kind: BarKind): string =>
  match(kind)
    .with('queue', () => m.activity_bar_queue())
    .with('connect', () => m.activity_bar_connect())
    .with('wait', () => m.activity_bar_wait())
    .with('output', () => m.activity_bar_output())
    .with('failed', () => m.activity_bar_failed())
    .exhaustive()

/** Our own reason for an error. */
function reasonOf({ error_code: code, error }: RequestRecord): string {
  if (code === null || code === undefined) return error ?? '–'
  return match(code)
    .with('missing_api_key', () => m.code_missing_api_key())
    .with('invalid_api_key', () => m.code_invalid_api_key())
    .with('model_not_allowed', () => m.code_model_not_allowed())
    .with('client_not_allowed', () => m.code_client_not_allowed())
    .with('origin_not_allowed', () => m.code_origin_not_allowed())
    .with('provider_rejected', () => m.code_provider_rejected())
    .with('host_not_allowed', () => m.code_host_not_allowed())
    .with('invalid_request', () => m.code_invalid_request())
    .with('cannot_convert', () => m.code_cannot_convert())
    .with('previous_response_not_found', () => m.code_previous_response_not_found())
    .with('unknown_path', () => m.code_unknown_path())
    .with('model_not_found', () => m.code_model_not_found())
    .with('response_not_found', () => m.code_response_not_found())
    .with('method_not_allowed', () => m.code_method_not_allowed())
    .with('request_timeout', () => m.code_request_timeout())
    .with('body_too_large', () => m.code_body_too_large())
    .with('unsupported_encoding', () => m.code_unsupported_encoding())
    .with('upgrade_required', () => m.code_upgrade_required())
    .with('loop', () => m.code_loop())
    .with('no_provider_available', () => m.code_no_provider())
    .with('gateway_stopped', () => m.code_gateway_stopped())
    .with('overloaded', () => m.code_overloaded())
    .with('vault_locked', () => m.code_vault_locked())
    .with('ledger_behind', () => m.code_ledger_behind())
    .with('upstream_failed', () => m.code_upstream_failed())
    .with('upstream_timeout', () => m.code_upstream_timeout())
    .with('internal', () => m.code_internal())
    .exhaustive()
}
