import { useQueryClient } from '@tanstack/react-query'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { Menu, MenuItem, MenuSeparator } from '../../components/Menu'
import { Panel } from '../../components/Panel'
import { Tabs } from '../../components/Tabs'
import { Tag } from '../../components/Tag'
import { toast } from '../../components/Toast'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { holdBreaker, tripBreaker } from '../overview/breakerActions'
import { remove, reorder } from './actions'
import { Configuration } from './form/Configuration'
import type { Field } from './form/fields'
import { meanwhileId } from './form/Meanwhile'
import { type Editing, useEditing } from './form/useEditing'
import { PinTool } from './PinTool'
import styles from './ProviderPanel.module.css'
import { StatusTab } from './StatusTab'
import { homeOf, moved, neighbour, sameSlot, tiersOf } from './tiers'
import { speaks } from './words'

/** One provider beside the list: how it does and a test of it, or its configuration. */
export const ProviderPanel: FC<{
  provider: Provider
  providers: readonly Provider[]
  tab: 'status' | 'configuration'
  /** The field of the configuration that somebody was sent to. */
  wanted: Field | undefined
  onTab: (tab: 'status' | 'configuration') => void
  onClose: () => void
}> = ({ provider, providers, tab, wanted, onTab, onClose }) => {
  const editing = useEditing(provider)
  return (
    <Panel
      title={provider.name}
      summary={
        <span className={styles.summary}>
          <Tag>{speaks(provider)}</Tag>
          {provider.kind === 'loopback' && <Tag>{m.providers_loopback_tag()}</Tag>}
        </span>
      }
      tools={
        <>
          <PinTool provider={provider} />
          <More provider={provider} providers={providers} onRemoved={onClose} />
        </>
      }
      takesFocus={wanted === undefined}
      closeLabel={m.close()}
      onClose={onClose}
      actions={
        editing.changed.length > 0 ? (
          <SaveBar editing={editing} onShow={() => onTab('configuration')} />
        ) : undefined
      }
    >
      <Tabs
        label={provider.name}
        value={tab}
        onChange={onTab}
        sticks
        options={[
          { value: 'status', word: m.providers_tab_status() },
          { value: 'configuration', word: m.providers_tab_configuration() },
        ]}
      >
        {tab === 'status' ? (
          <StatusTab
            provider={provider}
            unsaved={editing.changed.length > 0}
            onAdopt={(change) => {
              editing.set(change)
              onTab('configuration')
            }}
            onMend={() => onTab('configuration')}
          />
        ) : (
          <Configuration provider={provider} providers={providers} editing={editing} wanted={wanted} />
        )}
      </Tabs>
    </Panel>
  )
}

const SaveBar: FC<{ editing: Editing; onShow: () => void }> = ({ editing, onShow }) => {
  const offline = useOffline()
  const discard = () => {
    const undo = editing.discard()
    toast({ message: m.providers_discarded(), undo: { label: m.providers_undo(), run: undo } })
  }
  return (
    <>
      <span className={styles.count}>
        {m.providers_unsaved_count({ count: editing.changed.length })}
        {editing.news !== null && (
          <Button
            size="small"
            variant="link"
            icon="alert"
            onClick={() => {
              onShow()
              document.getElementById(meanwhileId)?.scrollIntoView({ block: 'center' })
            }}
          >
            {m.providers_stale_see()}
          </Button>
        )}
      </span>
      <Button variant="quiet" onClick={discard}>
        {m.providers_discard()}
      </Button>
      <Button
        variant="primary"
        disabledReason={offline}
        busy={editing.saving}
        onClick={() => {
          // What may be wrong with the form has to be seen.
          onShow()
          void editing.save()
        }}
      >
        {m.providers_save()}
      </Button>
    </>
  )
}

const More: FC<{ provider: Provider; providers: readonly Provider[]; onRemoved: () => void }> = ({
  provider,
  providers,
  onRemoved,
}) => {
  const client = useQueryClient()
  const offline = useOffline()
  const tiers = tiersOf(providers)
  const home = homeOf(tiers, provider.id)
  const go = (step: -1 | 1) => {
    const slot = neighbour(tiers, provider.id, home, step)
    return sameSlot(slot, home) ? null : () => void reorder(client, moved(tiers, provider.id, slot))
  }
  const up = go(-1)
  const down = go(1)
  const destroy = async () => {
    if (await remove(client, provider)) onRemoved()
  }
  return (
    <Menu
      align="end"
      trigger={<Button variant="quiet" icon="more" label={m.providers_more()} disabledReason={offline} />}
    >
      <MenuItem icon="up" disabled={up === null} onSelect={() => up?.()}>
        {m.providers_move_up()}
      </MenuItem>
      <MenuItem icon="down" disabled={down === null} onSelect={() => down?.()}>
        {m.providers_move_down()}
      </MenuItem>
      {provider.enabled && provider.breaker?.state === 'closed' && (
        <>
          <MenuSeparator />
          <MenuItem icon="pause" onSelect={() => void tripBreaker(client, provider)}>
            {m.overview_trip()}
          </MenuItem>
          <MenuItem icon="lock" onSelect={() => void holdBreaker(client, provider)}>
            {m.overview_hold()}
          </MenuItem>
        </>
      )}
      <MenuSeparator />
      <MenuItem icon="trash" danger onSelect={() => void destroy()}>
        {m.providers_remove()}
      </MenuItem>
    </Menu>
  )
}
