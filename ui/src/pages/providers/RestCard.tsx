import { useQueryClient } from '@tanstack/react-query'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { State } from '../../components/StateGlyph'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { resetBreaker } from '../overview/breakerActions'
import { RestLines } from '../overview/RestLines'
import styles from './BreakerCard.module.css'
import { running } from './breaker'

/** What of a provider rests, why, and for how long. */
export const RestCard: FC<{ provider: Provider; now: number }> = ({ provider, now }) => {
  const client = useQueryClient()
  const offline = useOffline()
  const rests = running(provider.breaker, now)
  if (rests.length === 0) return null
  return (
    <section className={classes(styles.card, styles.rest)} aria-label={m.rest_resting()}>
      <State state="rest" strong>
        {m.rest_resting()}
      </State>
      <div className={styles.list}>
        <RestLines rests={rests} credentials={provider.credentials} />
      </div>
      <div className={styles.acts}>
        <Button size="small" disabledReason={offline} onClick={() => void resetBreaker(client, provider)}>
          {m.overview_end_rests()}
        </Button>
      </div>
    </section>
  )
}
