import { useQueryClient } from '@tanstack/react-query'
import { type FC, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { Provider } from '../../api/queries'
import { classes } from '../../components/classes'
import { m } from '../../paraglide/messages.js'
import { reorder } from './actions'
import { useDrafts } from './form/drafts'
import { carrying } from './health'
import { ProviderRow } from './ProviderRow'
import styles from './TierList.module.css'
import { homeOf, moved, type Slot, sameSlot, type Tier, tiersOf } from './tiers'
import { type Lift, type LiftNews, useLift } from './useLift'

/** The providers by tier, each tier a stretch of the bus. A provider is carried to another by pointer or keyboard. */
export const TierList: FC<{
  providers: readonly Provider[]
  /** Whether requests are taken at all. */
  running: boolean
  selected: string | undefined
}> = ({ providers, running, selected }) => {
  const client = useQueryClient()
  const drafts = useDrafts()
  const list = useRef<HTMLDivElement>(null)
  const [said, setSaid] = useState('')
  const landed = useRef<string | null>(null)
  const tiers = tiersOf(providers)
  const nameOf = (id: string) => providers.find((provider) => provider.id === id)?.name ?? ''
  const { lift, handle } = useLift(list, tiers, {
    news: (news, { id, slot }) => setSaid(newsOf(news, nameOf(id), placeOf(tiers, id, slot))),
    drop: ({ id, slot }) => {
      landed.current = id
      void reorder(client, moved(tiers, id, slot))
    },
  })
  // In its new tier a row is a new element; the focus goes with what was moved.
  useEffect(() => {
    const id = landed.current
    if (id === null || !providers.some((provider) => provider.id === id)) return
    landed.current = null
    list.current?.querySelector<HTMLElement>(`[data-handle="${id}"]`)?.focus()
  }, [providers])
  const live = running ? carrying(providers) : new Set<string>()

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the arrows only move the focus between the rows' links
    <div ref={list} onKeyDown={moveFocus}>
      <p id="lift-how" hidden>
        {m.providers_lift_how()}
      </p>
      <div role="status" className={styles.aloud}>
        {said}
      </div>
      {tiers.map((tier, at) => (
        <section key={tier.priority} className={styles.tier} aria-labelledby={`tier-${tier.priority}`}>
          <NewTier lift={lift} before={at} />
          <h2 id={`tier-${tier.priority}`} className={styles.head}>
            {m.providers_tier({ priority: tier.priority })}
            <span className={styles.remark}>{remarkOn(tiers, at)}</span>
          </h2>
          <ul
            data-tier={tier.priority}
            className={classes(
              styles.rows,
              tier.providers.some(({ id }) => live.has(id)) && styles.live,
              goesInto(lift, tiers, at) && styles.target,
            )}
          >
            {tier.providers.map((provider) => (
              <ProviderRow
                key={provider.id}
                provider={provider}
                carries={live.has(provider.id)}
                selected={provider.id === selected}
                unsaved={drafts.has(provider.id)}
                lifted={lift?.id === provider.id}
                goes={lift?.id === provider.id ? goesTo(tiers, lift) : null}
                handle={handle(provider.id)}
              />
            ))}
          </ul>
        </section>
      ))}
      <div className={styles.end}>
        <NewTier lift={lift} before={tiers.length} />
      </div>
    </div>
  )
}

/** Where a tier of its own would come to lie. */
const NewTier: FC<{ lift: Lift | null; before: number }> = ({ lift, before }) =>
  sameSlot(lift?.slot ?? null, { kind: 'before', tier: before }) ? (
    <div className={styles.gap} aria-hidden="true">
      {m.providers_new_tier()}
    </div>
  ) : null

const goesInto = (lift: Lift | null, tiers: readonly Tier[], tier: number): boolean =>
  lift !== null && sameSlot(lift.slot, { kind: 'in', tier }) && !sameSlot(lift.slot, homeOf(tiers, lift.id))

/** What a tier is for, and how it shares. */
function remarkOn(tiers: readonly Tier[], at: number): string {
  const weights = (tiers[at]?.providers ?? []).map(({ weight }) => weight)
  const role =
    at === 0
      ? m.providers_tier_first()
      : at === tiers.length - 1 && at > 1
        ? m.providers_tier_last()
        : m.providers_tier_backup()
  return new Set(weights).size > 1 ? m.providers_tier_weights({ role, weights: weights.join(' : ') }) : role
}

/** Where a lifted provider would go, short enough for its row. */
function goesTo(tiers: readonly Tier[], { id, slot }: Lift): string | null {
  if (sameSlot(slot, homeOf(tiers, id))) return null
  if (slot.kind === 'before') return m.providers_new_tier()
  return m.providers_tier({ priority: tiers[slot.tier]?.priority ?? 0 })
}

function placeOf(tiers: readonly Tier[], id: string, slot: Slot): string {
  if (sameSlot(slot, homeOf(tiers, id))) return m.providers_place_home()
  const priority = (tier: number) => tiers[tier]?.priority ?? 0
  if (slot.kind === 'in') {
    const names = (tiers[slot.tier]?.providers ?? []).map(({ name }) => name).join(m.providers_comma())
    return m.providers_place_in({ priority: priority(slot.tier), names })
  }
  if (slot.tier === 0) return m.providers_place_top()
  if (slot.tier === tiers.length) return m.providers_place_bottom()
  return m.providers_place_between({ above: priority(slot.tier - 1), below: priority(slot.tier) })
}

function newsOf(news: LiftNews, name: string, place: string): string {
  switch (news) {
    case 'lifted':
      return m.providers_lifted({ name, place })
    case 'moved':
      return place
    case 'dropped':
      return m.providers_dropped({ name, place })
    case 'cancelled':
      return m.providers_stays({ name })
  }
}

/** ↑ and ↓ go from row to row, Home and End to the first and the last. */
function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.indexOf(event.target as HTMLElement)
  if (at < 0) return
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key]
  if (to === undefined) return
  event.preventDefault()
  rows[to]?.focus()
}
