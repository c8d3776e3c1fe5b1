/** How a provider does, in a state, a word and a reason. Pure. */
import { match } from 'ts-pattern'
import type { Provider } from '../../api/queries'
import type { GlyphState } from '../../components/StateGlyph'
import { m } from '../../paraglide/messages.js'
import { moment } from './words'

/** How a provider does since the server's start. */
export type Health = Provider['health']
/** The last attempt that ended. */
export type LastOutcome = NonNullable<Health['last_outcome']>

/** What a row shows of it. */
export type Standing = {
  glyph: GlyphState
  /** The word's colour, where it isn't the glyph's: what was never tried is closed, but not known to be well. */
  tone: GlyphState
  word: string
  /** Since when and why. */
  cause: string
}

/** Reads a provider's health. */
export const standingOf = ({ health }: Pick<Provider, 'health'>): Standing =>
  match(health.state)
    .with(
      'ok',
      (): Standing => ({ glyph: 'closed', tone: 'closed', word: m.providers_ok(), cause: lastOf(health) }),
    )
    .with(
      'failing',
      (): Standing => ({
        glyph: 'error',
        tone: 'error',
        word: m.providers_failing(),
        cause: sinceOf(health),
      }),
    )
    .with(
      'unused',
      (): Standing => ({
        glyph: 'closed',
        tone: 'off',
        word: m.providers_unused(),
        cause: m.providers_unused_cause(),
      }),
    )
    .with(
      'disabled',
      (): Standing => ({
        glyph: 'off',
        tone: 'off',
        word: m.providers_disabled(),
        cause: m.providers_disabled_cause(),
      }),
    )
    .with(
      'needs_credential',
      (): Standing => ({
        glyph: 'half',
        tone: 'half',
        word: m.providers_needs_credential(),
        cause: m.providers_needs_credential_cause(),
      }),
    )
    .exhaustive()

function lastOf({ last_outcome: last }: Health): string {
  if (!last) return m.providers_unused_cause()
  return m.providers_last({ time: moment(last.at), outcome: outcomeWord(last) })
}

function sinceOf({ since, last_outcome: last }: Health): string {
  const why = last ? outcomeWord(last) : null
  if (!since) return why ?? ''
  return why === null
    ? m.providers_since({ time: moment(since) })
    : m.providers_since_why({ time: moment(since), why })
}

/** How an attempt ended, in a few words. */
export const outcomeWord = ({ outcome, status }: Pick<LastOutcome, 'outcome' | 'status'>): string =>
  match(outcome)
    .with('answered', () => m.providers_outcome_answered())
    .with('status', () =>
      status ? m.providers_outcome_status({ status }) : m.providers_outcome_status_unknown(),
    )
    .with('connect', () => m.providers_outcome_connect())
    .with('reset', () => m.providers_outcome_reset())
    .with('timeout', () => m.providers_outcome_timeout())
    .with('broke_off', () => m.providers_outcome_broke_off())
    .with('cancelled', () => m.providers_outcome_cancelled())
    .with('refused', () => m.providers_outcome_refused())
    .exhaustive()

/**
 * The providers that new requests go to first: for each dialect the pinned one, else the first tier that can serve it.
 * The loopback provider counts only while nobody else is there.
 */
export function carrying(providers: readonly Provider[]): ReadonlySet<string> {
  const usable = providers.filter(({ enabled, needs_credential }) => enabled && !needs_credential)
  const real = usable.filter(({ kind }) => kind === 'upstream')
  const pool = real.length > 0 ? real : usable
  const carrying = new Set(usable.filter(({ pinned_for }) => pinned_for.length > 0).map(({ id }) => id))
  const pinned = new Set(usable.flatMap(({ pinned_for }) => pinned_for))
  for (const dialect of new Set(pool.map((provider) => provider.dialect))) {
    if (pinned.has(dialect)) continue
    const able = pool.filter((provider) => provider.dialect === dialect && provider.weight > 0)
    const first = Math.min(...able.map(({ priority }) => priority))
    for (const provider of able) if (provider.priority === first) carrying.add(provider.id)
  }
  return carrying
}
