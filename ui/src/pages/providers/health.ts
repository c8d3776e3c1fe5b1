/** How a provider does, in a state, a word and a reason. Pure. */
import { match } from 'ts-pattern'
import type { Provider } from '../../api/queries'
import type { GlyphState } from '../../components/StateGlyph'
import { m } from '../../paraglide/messages.js'
import { breakerCause, endOf, type Rest, restCause, running } from './breaker'
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
  /** When that ends by itself, milliseconds since 1970. */
  until: number | null
  /** Since when and why. */
  cause: string
  /** The rest that all this tells of. */
  rest: Rest | null
}

/** What is read of a provider to say how it does. */
type Known = Pick<Provider, 'health' | 'credentials'> & { breaker?: Provider['breaker'] }

/** How a provider does, the most pressing first: what keeps it out of use, its breaker, its rests, how it answered. */
export function standingOf(provider: Known, now: number): Standing {
  const { health, breaker } = provider
  if (health.state === 'disabled') {
    return still('off', m.providers_disabled(), m.providers_disabled_cause())
  }
  if (health.state === 'needs_credential') {
    return still('half', m.providers_needs_credential(), m.providers_needs_credential_cause())
  }
  return brokenOf(breaker, health) ?? restingOf(provider, now) ?? answering(health)
}

const still = (glyph: GlyphState, word: string, cause: string, tone = glyph): Standing => ({
  glyph,
  tone,
  word,
  until: null,
  cause,
  rest: null,
})

/** How it stands with a breaker that isn't closed. */
function brokenOf(breaker: Provider['breaker'], health: Health): Standing | null {
  if (!breaker) return null
  const { state, cause, since, until } = breaker
  const last = health.state === 'failing' && health.last_outcome ? outcomeWord(health.last_outcome) : null
  const why = cause ? breakerCause(cause, last) : ''
  const told = since ? m.providers_since_why({ time: moment(since), why }) : why
  return match(state)
    .with('closed', () => null)
    .with(
      'open',
      (): Standing => ({
        ...still('open', m.breaker_open(), told),
        until: until ? Date.parse(until) : null,
      }),
    )
    .with('half_open', () => still('half', m.breaker_half_open(), told))
    .with('held', () => still('open', m.breaker_held(), m.breaker_held_cause()))
    .exhaustive()
}

/** How it stands when something of it rests that keeps requests away: all of it, or some of its credentials. */
function restingOf({ breaker, credentials }: Known, now: number): Standing | null {
  const rests = running(breaker, now)
  const whole = rests.find(({ of }) => of === 'provider')
  if (whole !== undefined) return resting(m.rest_resting(), whole, true)
  const tired = rests.filter(({ of }) => of === 'credential')
  const [soonest] = tired
  if (soonest === undefined) return null
  const count = new Set(tired.map((rest) => rest.of === 'credential' && rest.credential_id)).size
  const total = Math.max(credentials.length, count)
  if (count === total) return resting(m.rest_resting(), soonest, true)
  return resting(m.rest_credentials({ count, total }), soonest, false)
}

const resting = (word: string, rest: Rest, counts: boolean): Standing => ({
  // Where time runs, when it ends is said already.
  ...still(
    'rest',
    word,
    counts ? restCause(rest.cause) : m.rest_until({ why: restCause(rest.cause), time: moment(rest.until) }),
  ),
  until: counts ? endOf(rest) : null,
  rest,
})

const answering = (health: Health): Standing =>
  match(health.state)
    .with('ok', () => still('closed', m.providers_ok(), lastOf(health)))
    .with('failing', () => still('error', m.providers_failing(), sinceOf(health)))
    .with('unused', 'disabled', 'needs_credential', () =>
      still('closed', m.providers_unused(), m.providers_unused_cause(), 'off'),
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
