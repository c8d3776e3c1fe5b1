import { useQueryClient } from '@tanstack/react-query'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { Menu, MenuItem } from '../../components/Menu'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import styles from './Board.module.css'
import { holdBreaker, resetBreaker, tripBreaker } from './breakerActions'

/** What can be done with a provider’s breaker now. */
export const Verbs: FC<{
  provider: Provider
  /** Something of it rests, which a reset ends. */
  rests: boolean
}> = ({ provider, rests }) => {
  const client = useQueryClient()
  const offline = useOffline()
  if (!provider.breaker) return null
  const { state } = provider.breaker
  return (
    <Menu
      align="end"
      trigger={
        <Button
          variant="quiet"
          size="small"
          icon="more"
          label={m.overview_verbs({ name: provider.name })}
          disabledReason={offline}
        />
      }
    >
      {(state !== 'closed' || rests) && (
        <MenuItem icon="reset" onSelect={() => void resetBreaker(client, provider)}>
          {state === 'closed' ? m.overview_end_rests() : m.overview_reset()}
        </MenuItem>
      )}
      {state !== 'open' && state !== 'held' && (
        <MenuItem icon="pause" onSelect={() => void tripBreaker(client, provider)}>
          {m.overview_trip()}
        </MenuItem>
      )}
      {state !== 'held' && (
        <MenuItem icon="lock" onSelect={() => void holdBreaker(client, provider)}>
          {m.overview_hold()}
        </MenuItem>
      )}
    </Menu>
  )
}

/** The one verb that is shown beside a breaker that isn’t closed. */
export const Reset: FC<{ provider: Provider }> = ({ provider }) => {
  const client = useQueryClient()
  const offline = useOffline()
  return (
    <Button size="small" disabledReason={offline} onClick={() => void resetBreaker(client, provider)}>
      {m.overview_reset()}
      <span className={styles.aloud}> {provider.name}</span>
    </Button>
  )
}
