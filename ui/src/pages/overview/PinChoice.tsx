import { useQueryClient } from '@tanstack/react-query'
import type { FC } from 'react'
import { explain } from '../../api/errors'
import { pinProvider } from '../../api/providers'
import { type Provider, queries } from '../../api/queries'
import { Button } from '../../components/Button'
import { Icon } from '../../components/Icon'
import { Menu, MenuChoice } from '../../components/Menu'
import { toast } from '../../components/Toast'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { dialectName } from '../providers/words'
import type { BaseUrl } from './baseUrls'
import styles from './PinChoice.module.css'

type Dialect = Provider['dialect']
const AUTOMATIC = 'automatic'

/** Where a family's requests go first: by the tiers, or to the provider that the person pinned. */
export const PinChoice: FC<{ base: BaseUrl; providers: readonly Provider[] }> = ({ base, providers }) => {
  const pin = usePin()
  const offline = useOffline()
  const served = base.dialects
    .map((dialect) => ({
      dialect,
      choices: choicesFor(dialect, providers),
      pinned: pinnedFor(dialect, providers),
    }))
    .filter(({ choices }) => choices.length > 0)
  if (served.length === 0) return <span className={styles.none}>{m.overview_nobody()}</span>
  const pins = served.filter(({ pinned }) => pinned !== undefined)
  const names = [...new Set(pins.map(({ pinned }) => pinned?.name))].join(' · ')
  return (
    <>
      <Menu
        trigger={
          <Button
            variant={pins.length > 0 ? 'link' : 'quiet'}
            size="small"
            className={styles.trigger}
            disabledReason={offline}
          >
            {pins.length > 0 && <Icon name="pin" />}
            <span className={styles.word}>
              <span className={styles.aloud}>{m.overview_pin_for({ family: base.name })} </span>
              {pins.length > 0 ? m.overview_pinned({ provider: names }) : m.overview_automatic()}
            </span>
            <Icon name="down" />
          </Button>
        }
      >
        {served.map(({ dialect, choices, pinned }) => (
          <MenuChoice
            key={dialect}
            label={m.overview_first_for({ dialect: dialectName(dialect) })}
            value={pinned?.id ?? AUTOMATIC}
            options={[
              { value: AUTOMATIC, word: m.overview_automatic() },
              ...choices.map(({ id, name }) => ({ value: id, word: name })),
            ]}
            onChange={(id) =>
              void pin(
                dialect,
                pinned,
                choices.find((choice) => choice.id === id),
              )
            }
          />
        ))}
      </Menu>
      {pins.length > 0 && (
        <Button
          variant="quiet"
          size="small"
          icon="x"
          disabledReason={offline}
          label={m.overview_unpin({ family: base.name })}
          onClick={() => {
            for (const { dialect, pinned } of pins) void pin(dialect, pinned, undefined)
          }}
        />
      )}
    </>
  )
}

/** Who can be pinned for a dialect: whoever speaks it and is switched on; the loopback provider speaks them all. */
const choicesFor = (dialect: Dialect, providers: readonly Provider[]): readonly Provider[] =>
  providers.filter(
    (provider) =>
      (provider.dialect === dialect || provider.kind === 'loopback' || provider.conversion_allowed) &&
      (provider.enabled || provider.pinned_for.includes(dialect)),
  )

const pinnedFor = (dialect: Dialect, providers: readonly Provider[]): Provider | undefined =>
  providers.find((provider) => provider.pinned_for.includes(dialect))

/** Pins, or leaves it to the tiers again; either can be taken back for a moment. */
function usePin() {
  const client = useQueryClient()
  const set = async (dialect: Dialect, provider: Provider | undefined): Promise<boolean> => {
    try {
      await pinProvider(dialect, provider?.id ?? null)
      await client.invalidateQueries({ queryKey: queries.providers().queryKey })
      return true
    } catch (error) {
      const { title, next } = explain(error)
      toast({ message: m.two_sentences({ first: title, second: next }), urgent: true })
      return false
    }
  }
  return async (dialect: Dialect, before: Provider | undefined, after: Provider | undefined) => {
    if (before?.id === after?.id || !(await set(dialect, after))) return
    const name = dialectName(dialect)
    toast({
      message:
        after === undefined
          ? m.overview_unpinned_said({ dialect: name })
          : m.overview_pinned_said({ dialect: name, provider: after.name }),
      undo: { label: m.overview_undo(), run: () => void set(dialect, before) },
    })
  }
}
