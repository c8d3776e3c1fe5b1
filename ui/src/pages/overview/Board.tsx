import { Link } from '@tanstack/react-router'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { classes } from '../../components/classes'
import { Tap } from '../../components/StateGlyph'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { exactMs, exactNumber, humanMs, humanNumber } from '../../preferences/numbers'
import { running } from '../providers/breaker'
import { carrying } from '../providers/health'
import { useQuota } from '../providers/QuotaLine'
import { quotaLong } from '../providers/quota'
import { StandingWord } from '../providers/StandingWord'
import { useStanding } from '../providers/useStanding'
import { speaks } from '../providers/words'
import styles from './Board.module.css'
import { boardOf } from './board'
import { RestLines } from './RestLines'
import { useInFlight } from './useInFlight'
import { Reset, Verbs } from './Verbs'

/** The heads over the board. */
export const BoardHeads: FC = () => (
  <div className={styles.heads} aria-hidden="true">
    <span />
    <span>{m.overview_col_provider()}</span>
    <span>{m.overview_col_state()}</span>
    <span className={styles.wide}>{m.overview_col_first_byte()}</span>
    <span>{m.overview_col_today()}</span>
    <span />
  </div>
)

/** Whether requests that go there are likely to come back with an answer. */
const answers = ({ health, breaker }: Provider) =>
  health.state !== 'failing' && (breaker == null || breaker.state === 'closed')

/** How each provider does: state, since when and why. A row leads to its provider. */
export const Board: FC<{ providers: readonly Provider[]; running: boolean }> = ({ providers, running }) => {
  const { shown, more } = boardOf(providers)
  const inFlight = useInFlight()
  // What fails is tried first all the same, but the current flows through the next one.
  const carries = carrying(providers.filter(answers))
  const isBusy = ({ kind, dialect }: Provider) =>
    kind === 'loopback' ? Object.keys(inFlight).length > 0 : (inFlight[dialect] ?? 0) > 0
  return (
    <div className={styles.board}>
      <ul>
        {shown.map((provider) => (
          <Row
            key={provider.id}
            provider={provider}
            live={running && carries.has(provider.id) && isBusy(provider)}
          />
        ))}
      </ul>
      {more > 0 && (
        <Link to={paths.providers} className={styles.more}>
          {m.overview_more_providers({ count: more })}
        </Link>
      )}
    </div>
  )
}

const Row: FC<{ provider: Provider; live: boolean }> = ({ provider, live }) => {
  const { standing, now } = useStanding(provider)
  const { first_byte_ms_median: firstByte, successes_today: good, failures_today: bad } = provider.health
  const tries = good + bad
  const [quota] = useQuota(provider.quota)
  // Of one that is well, what is left says more than when it last answered.
  const cause = quota !== undefined && standing.tone === 'closed' ? quotaLong(quota) : standing.cause
  const rests = provider.enabled ? running(provider.breaker, now) : []
  // One that the row tells of by itself isn’t said twice; beside others it is one of them.
  const listed = rests.length === 1 && standing.rest === rests[0] ? [] : rests
  const broken = provider.enabled && provider.breaker != null && provider.breaker.state !== 'closed'
  return (
    <li className={styles.row} data-state={broken ? provider.breaker?.state : undefined}>
      <Tap state={standing.glyph} live={live && standing.glyph === 'closed'} />
      <div className={styles.name}>
        <Link
          to={paths.providers}
          search={{ provider: provider.id }}
          className={styles.open}
          title={provider.name}
        >
          {provider.name}
        </Link>
        <div className={styles.second}>
          {speaks(provider)} · {provider.priority}
        </div>
      </div>
      <div className={styles.state}>
        <div>
          <StandingWord standing={standing} />
        </div>
        <div className={classes(styles.second, standing.tone !== 'closed' && styles.cause)} title={cause}>
          {cause}
        </div>
      </div>
      <div className={styles.wide} title={firstByte == null ? undefined : exactMs(firstByte)}>
        <span className={styles.aloud}>{m.overview_col_first_byte()} </span>
        {firstByte == null ? '–' : humanMs(firstByte)}
      </div>
      {broken ? (
        <div className={styles.verb}>
          <Reset provider={provider} />
        </div>
      ) : (
        <div
          className={styles.number}
          title={m.overview_tries({ good: exactNumber(good), bad: exactNumber(bad) })}
        >
          <span className={styles.aloud}>{m.overview_col_today()} </span>
          {tries === 0 ? '–' : humanNumber(tries)}
        </div>
      )}
      <div className={styles.verb}>
        {provider.enabled && <Verbs provider={provider} rests={rests.length > 0} />}
      </div>
      {listed.length > 0 && (
        <div className={styles.rests}>
          <RestLines rests={listed} credentials={provider.credentials} />
        </div>
      )}
    </li>
  )
}
