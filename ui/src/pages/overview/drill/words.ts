/** A drill in sentences. */
import { match } from 'ts-pattern'
import { m } from '../../../paraglide/messages.js'
import { humanMs } from '../../../preferences/numbers'
import type { Moment, Reading, State } from './reading'

/** What happened at a moment. */
export const momentSaid = (moment: Moment): string =>
  match(moment)
    .with({ kind: 'began' }, () => m.drill_began())
    .with({ kind: 'broken' }, () => m.drill_broken())
    .with({ kind: 'failover' }, ({ number, ms }) => m.drill_failover({ number, time: humanMs(ms) }))
    .with({ kind: 'open' }, ({ failures }) => m.drill_opened({ count: failures }))
    .with({ kind: 'mended' }, () => m.drill_mended())
    .with({ kind: 'half_open' }, () => m.drill_half_open())
    .with({ kind: 'closed' }, () => m.drill_closed())
    .exhaustive()

/** A breaker’s state in a word. */
export const stateSaid = (state: State): string =>
  match(state)
    .with('closed', () => m.providers_ok())
    .with('open', 'held', () => m.breaker_open())
    .with('half_open', () => m.breaker_half_open())
    .exhaustive()

/** What it all came to. */
export const endSaid = (end: NonNullable<Reading['end']>): string =>
  match(end.how)
    .with('recovered', () =>
      m.drill_recovered({ asked: end.asked, answered: end.answered, count: end.failed_over }),
    )
    .with('stopped', () => m.drill_stopped({ asked: end.asked, answered: end.answered }))
    .with('failed', () => m.drill_failed({ asked: end.asked, answered: end.answered }))
    .exhaustive()
