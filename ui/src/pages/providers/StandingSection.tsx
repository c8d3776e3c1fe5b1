import { Link } from '@tanstack/react-router'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { State } from '../../components/StateGlyph'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { BreakerCard } from './BreakerCard'
import { RestCard } from './RestCard'
import styles from './StatusTab.module.css'
import { useStanding } from './useStanding'

/** How a provider stands, why, and what can be done about it: the most pressing at its full length. */
export const StandingSection: FC<{ provider: Provider; onMend: () => void }> = ({ provider, onMend }) => {
  const { standing, now } = useStanding(provider)
  const { health, breaker, enabled } = provider
  if (health.state === 'needs_credential') {
    return (
      <Callout
        tone="warn"
        title={m.providers_needs_credential_title()}
        action={
          <Button size="small" onClick={onMend}>
            {m.providers_type_credential()}
          </Button>
        }
      >
        {m.providers_needs_credential_next()}
      </Callout>
    )
  }
  const broken = enabled && breaker != null && breaker.state !== 'closed'
  return (
    <>
      {broken && <BreakerCard provider={provider} breaker={breaker} standing={standing} />}
      {enabled && <RestCard provider={provider} now={now} />}
      {!broken && standing.glyph === 'error' && (
        <Callout tone="bad" title={m.providers_failing_title({ cause: standing.cause })}>
          <LastFailure provider={provider} />
          <p>{m.providers_failing_next()}</p>
        </Callout>
      )}
      {!broken && standing.rest === null && standing.glyph !== 'error' && (
        <p className={styles.standing}>
          <State state={standing.glyph} strong>
            {standing.word}
          </State>
          <span>{standing.cause}</span>
        </p>
      )}
    </>
  )
}

/** What the last failure said, and the way to its request. */
export const LastFailure: FC<{ provider: Provider }> = ({ provider: { health } }) => {
  const last = health.state === 'failing' ? health.last_outcome : null
  if (!last) return null
  return (
    <>
      {last.error && <p>{last.error}</p>}
      <Link to={paths.request} params={{ request: last.request_id }}>
        {m.providers_last_request()}
      </Link>
    </>
  )
}
