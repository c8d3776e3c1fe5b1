import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { classes } from '../../components/classes'
import { Icon } from '../../components/Icon'
import { Tap } from '../../components/StateGlyph'
import { Switch } from '../../components/Switch'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { exactNumber, humanNumber } from '../../preferences/numbers'
import { switchProvider } from './actions'
import styles from './ProviderRow.module.css'
import { QuotaLine, useQuota } from './QuotaLine'
import { StandingWord } from './StandingWord'
import type { useLift } from './useLift'
import { useStanding } from './useStanding'
import { useUnlearned } from './useUnlearned'
import { hostOf, humanMs, speaks } from './words'

/** One provider: the tap off the bus, what it is, how it does, what it did today, and whether it is used. */
export const ProviderRow: FC<{
  provider: Provider
  /** New requests of its dialect go to it first. */
  carries: boolean
  selected: boolean
  /** Something typed about it isn't saved. */
  unsaved: boolean
  lifted: boolean
  /** Where it would go if it were put down now; nothing while that is where it was. */
  goes: string | null
  handle: ReturnType<ReturnType<typeof useLift>['handle']>
}> = ({ provider, carries, selected, unsaved, lifted, goes, handle }) => {
  const queries = useQueryClient()
  const offline = useOffline()
  const { standing } = useStanding(provider)
  const unlearned = useUnlearned(provider)
  const [quota] = useQuota(provider.quota)
  const where = `${speaks(provider)} · ${hostOf(provider)}`
  return (
    <li
      className={classes(
        styles.row,
        selected && styles.selected,
        lifted && styles.lifted,
        !provider.enabled && styles.off,
      )}
    >
      <button
        type="button"
        className={styles.handle}
        aria-label={m.providers_move({ name: provider.name })}
        aria-describedby="lift-how"
        aria-pressed={lifted}
        data-handle={provider.id}
        {...handle}
      >
        <Icon name="drag" />
      </button>
      <Tap state={standing.glyph} live={carries && standing.glyph === 'closed'} />
      <div className={styles.name}>
        <Link
          id={rowId(provider.id)}
          to={paths.providers}
          search={{ provider: provider.id }}
          className={styles.open}
          aria-current={selected || undefined}
          data-row
        >
          {provider.name}
        </Link>
        <div className={styles.second} title={provider.base_url ?? undefined}>
          {where}
        </div>
      </div>
      <div className={styles.state}>
        <div className={styles.first}>
          {goes === null ? (
            <StandingWord standing={standing} />
          ) : (
            <span className={styles.goes}>→ {goes}</span>
          )}
          {provider.pinned_for.length > 0 && <span className={styles.pinned}> · {m.providers_pinned()}</span>}
          {unlearned && <span className={styles.warns}> · {m.providers_codex_short()}</span>}
          {unsaved && <span className={styles.warns}> · {m.providers_unsaved()}</span>}
        </div>
        {quota !== undefined && standing.glyph === 'closed' ? (
          <div className={styles.second}>
            <QuotaLine quota={quota} />
          </div>
        ) : (
          <div className={styles.second} title={standing.cause}>
            {standing.cause}
          </div>
        )}
      </div>
      <div className={classes(styles.figure, styles.wide)}>
        <div>
          {provider.health.first_byte_ms_median == null ? '–' : humanMs(provider.health.first_byte_ms_median)}
        </div>
        <div className={styles.second}>{m.providers_first_byte()}</div>
      </div>
      <Today health={provider.health} />
      <span className={styles.switch}>
        <Switch
          aria-label={m.providers_use({ name: provider.name })}
          checked={provider.enabled}
          disabledReason={offline}
          onChange={(enabled) => void switchProvider(queries, provider, enabled)}
        />
      </span>
    </li>
  )
}

/** The id of a row's link: the focus comes back to it when its panel closes. */
export const rowId = (provider: string): string => `provider-${provider}`

const Today: FC<{ health: Provider['health'] }> = ({ health: { successes_today, failures_today } }) => (
  <div className={styles.figure}>
    <div title={m.providers_today_exact({ count: exactNumber(successes_today) })}>
      {successes_today + failures_today === 0 ? '–' : humanNumber(successes_today)}
    </div>
    <div className={classes(styles.second, failures_today > 0 && styles.bad)}>
      {failures_today > 0
        ? m.providers_today_failed({ count: humanNumber(failures_today) })
        : m.providers_today()}
    </div>
  </div>
)
