import { Link } from '@tanstack/react-router'
import type { FC } from 'react'
import type { Provider, Route, RouteQuestion } from '../../../api/queries'
import { Callout } from '../../../components/Callout'
import { classes } from '../../../components/classes'
import { Icon } from '../../../components/Icon'
import { m } from '../../../paraglide/messages.js'
import { paths } from '../../../paths'
import { language } from '../../../preferences/language'
import styles from './RouteResult.module.css'
import { type Remedy, reasonOf, remedyOf, type Skipped } from './reasons'
import { type Candidate, replacedBy, whyOf } from './whys'

/** Who would be asked, in this order, then who would not and what would change that. */
export const RouteResult: FC<{ route: Route; providers: readonly Provider[]; ask: RouteQuestion }> = ({
  route,
  providers,
  ask,
}) => {
  const [first] = route.candidates
  const message = route.message?.[language()]
  const skipped = route.skipped.filter((link) => link.verdict !== 'candidate')
  const find = (id: string) => providers.find((provider) => provider.id === id)
  return (
    <>
      {first === undefined ? (
        <Callout tone="bad" title={m.simulator_nobody()}>
          {message}
        </Callout>
      ) : (
        <p className={styles.verdict}>
          {first.model === ask.model
            ? m.simulator_served({ provider: first.provider_name })
            : m.simulator_served_as({ provider: first.provider_name, model: first.model })}
        </p>
      )}
      {first !== undefined && message && <Callout>{message}</Callout>}
      {route.candidates.length > 0 && (
        <ol className={styles.chain} aria-label={m.simulator_order()}>
          {route.candidates.map((candidate) => (
            <CandidateRow
              key={candidate.provider_id}
              candidate={candidate}
              asked={ask.model}
              first={candidate === first}
            />
          ))}
        </ol>
      )}
      {skipped.length > 0 && (
        <section>
          <h3 className={styles.head}>{m.simulator_skipped()}</h3>
          <ul aria-label={m.simulator_skipped()}>
            {skipped.map((link) => (
              <SkippedRow
                key={link.provider_id}
                skipped={link}
                reason={reasonOf(link, find(link.provider_id), ask)}
              />
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

const CandidateRow: FC<{
  candidate: Candidate
  asked: string
  first: boolean
}> = ({ candidate, asked, first }) => (
  <li className={classes(styles.row, first && styles.first)}>
    <span className={styles.mark}>{candidate.rank}</span>
    <div className={styles.name}>
      <Link to={paths.providers} search={{ provider: candidate.provider_id }}>
        {candidate.provider_name}
      </Link>
      {candidate.model !== asked && (
        <span className={styles.model}>
          {replacedBy(candidate)} <code>{candidate.model}</code>
        </span>
      )}
    </div>
    <div className={styles.why}>{whyOf(candidate)}</div>
  </li>
)

const SkippedRow: FC<{ skipped: Skipped; reason: string }> = ({ skipped, reason }) => (
  <li className={classes(styles.row, styles.skipped)}>
    <span className={styles.mark}>
      <Icon name={skipped.verdict === 'resting' ? 'pause' : 'dash'} />
    </span>
    <div className={styles.name}>{skipped.provider_name}</div>
    <div className={styles.why}>
      {reason} <RemedyLink remedy={remedyOf(skipped)} provider={skipped.provider_id} />
    </div>
  </li>
)

const RemedyLink: FC<{ remedy: Remedy; provider: string }> = ({ remedy, provider }) => {
  if (remedy === null) return null
  if (remedy.kind === 'aliases') {
    return (
      <Link to={paths.settings} hash="aliases">
        {remedy.word}
      </Link>
    )
  }
  const search =
    remedy.kind === 'status' ? { provider } : { provider, tab: 'configuration' as const, field: remedy.field }
  return (
    <Link to={paths.providers} search={search}>
      {remedy.word}
    </Link>
  )
}
