import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { Countdown } from '../../components/Countdown'
import { m } from '../../paraglide/messages.js'
import { endOf, type Rest, restCause, restOf } from '../providers/breaker'
import styles from './RestLines.module.css'

/** As many as don’t push the other providers away. */
const MOST = 3

/** What of a provider rests besides what its row says already: what, why, and for how long. */
export const RestLines: FC<{ rests: readonly Rest[]; credentials: Provider['credentials'] }> = ({
  rests,
  credentials,
}) => (
  <ul className={styles.rests}>
    {rests.slice(0, MOST).map((rest) => {
      const what = restOf(rest, credentials)
      return (
        <li key={`${rest.of} ${what} ${rest.cause}`} className={styles.rest}>
          <span className={styles.what} title={what}>
            {what}
          </span>
          <span className={styles.cause}>
            {restCause(rest.cause)} ·{' '}
            <Countdown until={endOf(rest)} say={(time) => m.rest_ends({ time })} over={m.rest_over()} />
          </span>
        </li>
      )
    })}
    {rests.length > MOST && (
      <li className={styles.cause}>{m.overview_more_rests({ count: rests.length - MOST })}</li>
    )}
  </ul>
)
