import { Link } from '@tanstack/react-router'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { StateWord, Tap } from '../../components/StateGlyph'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { exactMs, exactNumber, humanMs, humanNumber } from '../../preferences/numbers'
import { carrying, standingOf } from '../providers/health'
import { speaks } from '../providers/words'
import styles from './Board.module.css'
import { boardOf } from './board'
import { useInFlight } from './useInFlight'

/** The heads over the board. */
export const BoardHeads: FC = () => (
  <div className={styles.heads} aria-hidden="true">
    <span />
    <span>{m.overview_col_provider()}</span>
    <span>{m.overview_col_state()}</span>
    <span className={styles.wide}>{m.overview_col_first_byte()}</span>
    <span>{m.overview_col_today()}</span>
  </div>
)

/** How each provider does: state, since when and why. A row leads to its provider. */
export const Board: FC<{ providers: readonly Provider[]; running: boolean }> = ({ providers, running }) => {
  const { shown, more } = boardOf(providers)
  const inFlight = useInFlight()
  // What fails is tried first all the same, but the current flows through the next one.
  const carries = carrying(providers.filter(({ health }) => health.state !== 'failing'))
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
  const { glyph, tone, word, cause } = standingOf(provider)
  const { first_byte_ms_median: firstByte, successes_today: good, failures_today: bad } = provider.health
  const tries = good + bad
  return (
    <li className={styles.row}>
      <Tap state={glyph} live={live} />
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
        <StateWord state={tone}>{word}</StateWord>
        <div className={styles.second} title={cause}>
          {cause}
        </div>
      </div>
      <div className={styles.wide} title={firstByte == null ? undefined : exactMs(firstByte)}>
        <span className={styles.aloud}>{m.overview_col_first_byte()} </span>
        {firstByte == null ? '–' : humanMs(firstByte)}
      </div>
      <div
        className={styles.number}
        title={m.overview_tries({ good: exactNumber(good), bad: exactNumber(bad) })}
      >
        <span className={styles.aloud}>{m.overview_col_today()} </span>
        {tries === 0 ? '–' : humanNumber(tries)}
      </div>
    </li>
  )
}
