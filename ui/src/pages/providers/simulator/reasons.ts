/** Why a provider would not be asked, with what of its configuration says so, and where that is changed. Pure. */
import { match } from 'ts-pattern'
import type { Provider, Route, RouteQuestion } from '../../../api/queries'
import { m } from '../../../paraglide/messages.js'
import type { Field } from '../form/fields'
import { dialectName, moment } from '../words'

/** One that would not be asked. */
export type Skipped = Exclude<Route['skipped'][number], { verdict: 'candidate' }>
type Exclusion = Extract<Skipped, { verdict: 'skipped' }>['reason']
type Unavailability = Extract<Skipped, { verdict: 'resting' }>['reason']

/** Where it can be changed: a field of its configuration, its state, or another page. */
export type Remedy =
  | { kind: 'field'; field: Field; word: string }
  | { kind: 'status'; word: string }
  | { kind: 'aliases'; word: string }
  | null

/** Why not, in one sentence. */
export function reasonOf(skipped: Skipped, provider: Provider | undefined, ask: RouteQuestion): string {
  if (skipped.verdict === 'resting') return restingReason(skipped.reason, skipped.until ?? null)
  return excluded(skipped.reason, provider, ask)
}

const excluded = (reason: Exclusion, provider: Provider | undefined, ask: RouteQuestion): string =>
  match(reason)
    .with('disabled', () => m.simulator_skip_disabled())
    .with('group', () =>
      m.simulator_skip_group({ groups: provider?.tags.join(m.providers_comma()) || 'default' }),
    )
    .with('schedule', () =>
      m.simulator_skip_schedule({
        from: provider?.schedule_from ?? '',
        until: provider?.schedule_until ?? '',
      }),
    )
    .with('dialect', () =>
      m.simulator_skip_dialect({ dialect: provider === undefined ? '' : dialectName(provider.dialect) }),
    )
    .with('model', () =>
      m.simulator_skip_model({ models: (provider?.allowed_models ?? []).join(m.providers_comma()) }),
    )
    .with('alias', () => m.simulator_skip_alias({ alias: ask.model }))
    .with('model_unknown', () => m.simulator_skip_unknown())
    .with('client', () => m.simulator_skip_client())
    .with('needs_credential', () => m.simulator_skip_credential())
    .with('weight_zero', () => m.simulator_skip_weight())
    .with('loopback_only', () => m.simulator_skip_loopback())
    .exhaustive()

const restingReason = (reason: Unavailability, until: string | null): string => {
  const why = match(reason)
    .with('held', () => m.breaker_held())
    .with('breaker_open', () => m.breaker_open())
    .with('resting', () => m.rest_resting())
    .with('model_unknown', () => m.rest_cause_model())
    .with('credential_rejected', () => m.rest_cause_rejected())
    .with('out_of_credit', () => m.rest_cause_credit())
    .exhaustive()
  return until === null ? why : m.rest_until({ why, time: moment(until) })
}

/** What would change it. */
export const remedyOf = (skipped: Skipped): Remedy => {
  if (skipped.verdict === 'resting') return { kind: 'status', word: m.simulator_see_status() }
  const field = (field: Field, word: string): Remedy => ({ kind: 'field', field, word })
  return match(skipped.reason)
    .with('disabled', (): Remedy => ({ kind: 'status', word: m.simulator_see_status() }))
    .with('group', () => field('tags', m.simulator_change_groups()))
    .with('schedule', () => field('schedule_from', m.simulator_change_hours()))
    .with('dialect', () => field('dialect', m.simulator_change_dialect()))
    .with('model', () => field('allowed_models', m.simulator_change_models()))
    .with('alias', (): Remedy => ({ kind: 'aliases', word: m.simulator_change_alias() }))
    .with('model_unknown', (): Remedy => ({ kind: 'status', word: m.simulator_test_again() }))
    .with('client', () => field('allowed_clients', m.simulator_change_clients()))
    .with('needs_credential', () => field('credential', m.providers_type_credential()))
    .with('weight_zero', () => field('weight', m.simulator_change_weight()))
    .with('loopback_only', () => null)
    .exhaustive()
}
