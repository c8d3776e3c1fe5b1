import type { FC } from 'react'
import type { Status } from '../../api/queries'
import { m } from '../../paraglide/messages.js'
import { exactMs, exactNumber, humanMs, humanNumber, share } from '../../preferences/numbers'
import styles from './TodayFigures.module.css'

type Figure = { label: string; value: string; exact: string }

/** The day so far, in one line of figures. */
export const TodayFigures: FC<{ today: Status['today'] }> = ({ today }) => (
  <section aria-labelledby="today">
    <h2 id="today" className={styles.title}>
      {m.today()}
      {/* The server sums up the day of the world's clock; where that isn't the person's day, it says so. */}
      {new Date().getTimezoneOffset() !== 0 && <span className={styles.day}>{m.overview_today_utc()}</span>}
    </h2>
    <dl className={styles.figures}>
      {figures(today).map((figure) => (
        <div key={figure.label} className={styles.figure}>
          <dt className={styles.label}>{figure.label}</dt>
          <dd className={styles.value} title={figure.exact}>
            {figure.value}
          </dd>
        </div>
      ))}
    </dl>
  </section>
)

function figures(today: Status['today']): Figure[] {
  // What the caller got wrong or gave up says nothing about whether forwarding works.
  const judged = today.done + today.failed + today.interrupted
  const counted = (label: string, value: number): Figure => ({
    label,
    value: humanNumber(value),
    exact: exactNumber(value),
  })
  return [
    counted(m.today_requests(), today.requests),
    {
      label: m.today_success(),
      value: share(today.done, judged) ?? '–',
      exact: `${exactNumber(today.done)} / ${exactNumber(judged)}`,
    },
    counted(m.today_failed(), today.failed + today.interrupted),
    counted(m.today_input(), today.input_tokens),
    counted(m.today_output(), today.output_tokens),
    {
      label: m.overview_today_first_byte(),
      value: today.first_byte_ms_median == null ? '–' : humanMs(today.first_byte_ms_median),
      exact: today.first_byte_ms_median == null ? '' : exactMs(today.first_byte_ms_median),
    },
  ]
}
