import type { FC } from 'react'
import type { RequestRecord } from '../../api/requestRow'
import { classes } from '../../components/classes'
import { m } from '../../paraglide/messages.js'
import { exactMs, humanMs } from '../../preferences/numbers'
import { timingsOf } from './chain'
import styles from './TimingFigures.module.css'

/** When the parts took place, in one line of figures. */
export const TimingFigures: FC<{ request: RequestRecord }> = ({ request }) => {
  const { queue, failover, connect, head, firstByte, total } = timingsOf(request)
  const tried: [string, number | null][] = [
    [m.activity_queue(), queue],
    ...(failover === null ? [] : [[m.activity_failover(), failover] as [string, number]]),
    [m.activity_connect(), connect],
    [m.activity_head(), head],
    [m.activity_first_byte(), firstByte],
  ]
  const figures = [...(request.attempts.length > 0 ? tried : []), [m.activity_total(), total] as const]
  return (
    <dl className={styles.figures} aria-label={m.activity_timings()}>
      {figures.map(([name, ms], index) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd
            className={classes(index === figures.length - 1 && styles.total)}
            title={ms === null ? undefined : exactMs(ms)}
          >
            {ms === null ? '–' : humanMs(ms)}
          </dd>
        </div>
      ))}
    </dl>
  )
}
