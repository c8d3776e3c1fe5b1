/** A provider's breaker and its rests in words: why, and until when. Pure. */
import { match } from 'ts-pattern'
import type { Provider } from '../../api/queries'
import { m } from '../../paraglide/messages.js'

/** A breaker at one moment. */
export type Breaker = NonNullable<Provider['breaker']>
/** Something that rests: a credential, a model or the whole provider. */
export type Rest = Breaker['rests'][number]

/** Why a breaker isn’t closed. */
export const breakerCause = (cause: NonNullable<Breaker['cause']>, last: string | null): string =>
  match(cause)
    .with('consecutive_failures', () =>
      last === null ? m.breaker_cause_row() : m.breaker_cause_row_last({ last }),
    )
    .with('failure_ratio', () =>
      last === null ? m.breaker_cause_ratio() : m.breaker_cause_ratio_last({ last }),
    )
    .with('trial_failed', () =>
      last === null ? m.breaker_cause_trial() : m.breaker_cause_trial_last({ last }),
    )
    .with('person', () => m.breaker_cause_person())
    .exhaustive()

/** Why something rests. */
export const restCause = (cause: Rest['cause']): string =>
  match(cause)
    .with('rate_limited', () => m.rest_cause_rate())
    .with('overloaded', () => m.rest_cause_overloaded())
    .with('rejected', () => m.rest_cause_rejected())
    .with('out_of_credit', () => m.rest_cause_credit())
    .with('model_unknown', () => m.rest_cause_model())
    .exhaustive()

/** What rests, by its name. */
export const restOf = (rest: Rest, credentials: Provider['credentials']): string =>
  match(rest)
    .with({ of: 'provider' }, () => m.rest_of_provider())
    .with({ of: 'model' }, ({ model }) => model)
    .with({ of: 'credential' }, ({ credential_id }) => {
      const tail = credentials.find(({ id }) => id === credential_id)?.tail
      return tail === undefined || tail === '' ? m.rest_of_credential() : m.rest_of_credential_tail({ tail })
    })
    .exhaustive()

/** When a rest ends, milliseconds since 1970. */
export const endOf = (rest: Rest): number => Date.parse(rest.until)

/** The rests that still last, the widest first: of the provider, of its credentials, of its models. */
export function running(breaker: Provider['breaker'], now: number): readonly Rest[] {
  const width = { provider: 0, credential: 1, model: 2 } as const
  const rests = (breaker?.rests ?? []).filter((rest) => endOf(rest) > now)
  return rests.toSorted((a, b) => width[a.of] - width[b.of] || endOf(a) - endOf(b))
}
