import type { FC } from 'react'
import { match } from 'ts-pattern'
import { Countdown } from '../../../components/Countdown'
import { type GlyphState, StateWord, Tap } from '../../../components/StateGlyph'
import { m } from '../../../paraglide/messages.js'
import styles from './DrillLines.module.css'
import type { Reading, Which } from './reading'
import { stateSaid } from './words'

/** The two fake providers on their bus, as they stand now. */
export const DrillLines: FC<{ reading: Reading }> = ({ reading }) => (
  <div className={styles.yard}>
    <span className={styles.bus} />
    <ul>
      <First reading={reading} />
      <Second reading={reading} />
    </ul>
  </div>
)

const First: FC<{ reading: Reading }> = ({ reading }) => {
  const { state, broken, retryAt, serving } = reading
  const glyph = match(state)
    .with('closed', (): GlyphState => (broken ? 'error' : 'closed'))
    .with('open', 'held', (): GlyphState => 'open')
    .with('half_open', (): GlyphState => 'half')
    .exhaustive()
  return (
    <li className={styles.row}>
      <Tap state={glyph} live={serving === 'first' && glyph === 'closed' && reading.end === null} />
      <div className={styles.name}>{m.drill_first()}</div>
      <div className={styles.state}>
        {glyph === 'error' ? (
          <StateWord state="error">{m.drill_first_broken()}</StateWord>
        ) : (
          <StateWord state={glyph}>{stateSaid(state)}</StateWord>
        )}
        {state === 'open' && retryAt !== null && (
          <>
            {' · '}
            <Countdown
              until={retryAt}
              say={(time) => m.breaker_retry({ time })}
              over={m.breaker_retry_next()}
            />
          </>
        )}
      </div>
      <Served which="first" reading={reading} />
    </li>
  )
}

const Second: FC<{ reading: Reading }> = ({ reading }) => (
  <li className={styles.row}>
    <Tap state="closed" live={reading.serving === 'second' && reading.end === null} />
    <div className={styles.name}>{m.drill_second()}</div>
    <div className={styles.state}>
      <StateWord state="closed">
        {reading.serving === 'second' && reading.end === null
          ? m.drill_second_serves()
          : m.drill_second_waits()}
      </StateWord>
    </div>
    <Served which="second" reading={reading} />
  </li>
)

const Served: FC<{ which: Which; reading: Reading }> = ({ which, reading }) => (
  <div className={styles.count}>{m.drill_served({ count: reading.served[which] })}</div>
)
