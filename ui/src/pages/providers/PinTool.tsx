import { useQueryClient } from '@tanstack/react-query'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { Menu, MenuItem } from '../../components/Menu'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { pin } from './actions'
import { dialectName, dialects } from './words'

/** Uses a provider first for a dialect, or leaves that to the tiers again. The loopback provider speaks them all. */
export const PinTool: FC<{ provider: Provider }> = ({ provider }) => {
  const client = useQueryClient()
  const offline = useOffline()
  const pinned = provider.pinned_for
  if (provider.kind === 'loopback') {
    return (
      <Menu
        align="end"
        trigger={
          <Button
            variant={pinned.length > 0 ? 'link' : 'quiet'}
            icon="pin"
            label={m.providers_pin()}
            disabledReason={offline}
          />
        }
      >
        {dialects.map(({ value, word }) => (
          <MenuItem
            key={value}
            icon={pinned.includes(value) ? 'check' : 'dash'}
            onSelect={() => void pin(client, value, pinned.includes(value) ? null : provider)}
          >
            {word}
          </MenuItem>
        ))}
      </Menu>
    )
  }
  const isPinned = pinned.includes(provider.dialect)
  const dialect = dialectName(provider.dialect)
  return (
    <Button
      variant={isPinned ? 'link' : 'quiet'}
      icon="pin"
      aria-pressed={isPinned}
      label={isPinned ? m.providers_unpin_for({ dialect }) : m.providers_pin_for({ dialect })}
      disabledReason={offline ?? (provider.enabled || isPinned ? undefined : m.providers_pin_disabled())}
      onClick={() => void pin(client, provider.dialect, isPinned ? null : provider)}
    />
  )
}
