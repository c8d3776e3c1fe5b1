import type { FC } from 'react'
import { match } from 'ts-pattern'
import { classes } from '../../../components/classes'
import { m } from '../../../paraglide/messages.js'
import styles from './DrillTrack.module.css'
import type { Band, Reading, Which } from './reading'
import { stateSaid } from './words'

const LANES: Record<Which, number> = { first: 26, second: 58 }

/** What happened when: each try on its provider’s line, the requests that went on, and the breaker above. */
export const DrillTrack: FC<{ reading: Reading }> = ({ reading }) => {
  const { marks, hops, bands, axis, end } = reading
  const x = (at: number) => `${(Math.min(at, axis) / axis) * 100}%`
  const last = end?.at_ms ?? marks.at(-1)?.at ?? 0
  return (
    <div className={styles.track}>
      <div className={styles.names} aria-hidden="true">
        <span className={styles.breaker}>{m.drill_track_breaker()}</span>
        <span className={styles.first}>A</span>
        <span className={styles.second}>B</span>
      </div>
      <div>
        <svg
          className={styles.drawing}
          role="img"
          aria-label={m.drill_track({
            first: reading.served.first,
            second: reading.served.second,
            count: hops.length,
          })}
          height="72"
        >
          {(['first', 'second'] as const).map((which) => (
            <line key={which} className={styles.lane} x1="0" x2="100%" y1={LANES[which]} y2={LANES[which]} />
          ))}
          {bands.map((band) => (
            <BandDrawn key={band.from} band={band} x={x} last={last} axis={axis} />
          ))}
          {hops.map(({ key, at }) => (
            <line key={key} className={styles.hop} x1={x(at)} x2={x(at)} y1={LANES.first} y2={LANES.second} />
          ))}
          {marks.map(({ key, at, which, answered }) => (
            <svg key={key} x={x(at)} y={LANES[which]} className={styles.mark} aria-hidden="true">
              {answered ? (
                <circle className={styles.answered} r="3.5" />
              ) : (
                <path className={styles.failed} d="m-3.500 -3.500 7 7M3.500 -3.500l-7 7" />
              )}
            </svg>
          ))}
        </svg>
        <Axis axis={axis} />
      </div>
    </div>
  )
}

const BandDrawn: FC<{ band: Band; x: (at: number) => string; last: number; axis: number }> = ({
  band,
  x,
  last,
  axis,
}) => {
  const to = Math.min(band.to ?? Math.max(last, band.from), axis)
  const look = match(band.state)
    .with('closed', () => styles.closed)
    .with('open', 'held', () => styles.open)
    .with('half_open', () => styles.half)
    .exhaustive()
  return (
    <rect
      className={classes(styles.band, look)}
      x={x(band.from)}
      // However short it was, it is seen.
      style={{ width: `max(3px, ${(Math.max(0, to - band.from) / axis) * 100}%)` }}
      y="2"
      height="6"
    >
      <title>{stateSaid(band.state)}</title>
    </rect>
  )
}

const Axis: FC<{ axis: number }> = ({ axis }) => {
  const ticks = Array.from({ length: axis / 4_000 + 1 }, (_, n) => n * 4)
  return (
    <div className={styles.axis} aria-hidden="true">
      {ticks.map((tick, index) => (
        <span key={tick}>{index === ticks.length - 1 ? `${tick} s` : tick}</span>
      ))}
    </div>
  )
}
