import { useQueryClient } from '@tanstack/react-query'
import type { FC } from 'react'
import { match } from 'ts-pattern'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { Countdown } from '../../components/Countdown'
import { classes } from '../../components/classes'
import { State } from '../../components/StateGlyph'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { holdBreaker, resetBreaker } from '../overview/breakerActions'
import styles from './BreakerCard.module.css'
import type { Breaker } from './breaker'
import type { Standing } from './health'
import { LastFailure } from './StandingSection'

/** A breaker that isn't closed: until when, why, and the person's hand on it. */
export const BreakerCard: FC<{ provider: Provider; breaker: Breaker; standing: Standing }> = ({
  provider,
  breaker,
  standing,
}) => {
  const client = useQueryClient()
  const offline = useOffline()
  const held = breaker.state === 'held'
  return (
    <section
      className={classes(styles.card, styles[standing.glyph])}
      aria-label={m.overview_verbs({ name: provider.name })}
    >
      <State state={standing.glyph} strong>
        {standing.word}
      </State>
      {standing.until !== null && (
        <span className={styles.countdown}>
          <Countdown until={standing.until} say={(time) => time} over="0:00" />
        </span>
      )}
      <div className={styles.why}>
        <p>{standing.cause}</p>
        <p>{nextOf(breaker.state)}</p>
        <LastFailure provider={provider} />
      </div>
      <div className={styles.acts}>
        <Button size="small" disabledReason={offline} onClick={() => void resetBreaker(client, provider)}>
          {m.overview_reset()}
        </Button>
        {!held && (
          <Button size="small" disabledReason={offline} onClick={() => void holdBreaker(client, provider)}>
            {m.overview_hold()}
          </Button>
        )}
      </div>
    </section>
  )
}

/** What happens next by itself. */
const nextOf = (state: Breaker['state']): string | null =>
  match(state)
    .with('open', () => m.providers_open_next())
    .with('half_open', () => m.providers_half_open_next())
    .with('held', 'closed', () => null)
    .exhaustive()
