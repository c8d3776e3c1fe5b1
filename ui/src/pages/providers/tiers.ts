/**
 * Providers by priority, and what moving one means. Pure.
 *
 * Within a tier there is no order: equals share the load by weight. So a provider goes into a tier, or into one of its
 * own between two.
 */
import type { Provider } from '../../api/queries'

/** Providers of equal priority. */
export type Tier = { priority: number; providers: readonly Provider[] }

/** A place to go: into a tier, or into a new one before it. Counted in the tiers as they are shown. */
export type Slot = { kind: 'in' | 'before'; tier: number }

/** The tiers, the one that is used first on top. */
export function tiersOf(providers: readonly Provider[]): Tier[] {
  const tiers = new Map<number, Provider[]>()
  for (const provider of providers) {
    tiers.set(provider.priority, [...(tiers.get(provider.priority) ?? []), provider])
  }
  return [...tiers]
    .sort(([one], [other]) => one - other)
    .map(([priority, members]) => ({
      priority,
      providers: members.toSorted((one, other) => one.name.localeCompare(other.name)),
    }))
}

/** Where a provider stands now. */
export const homeOf = (tiers: readonly Tier[], id: string): Slot => ({
  kind: 'in',
  tier: tiers.findIndex((tier) => tier.providers.some((provider) => provider.id === id)),
})

/** Every place a provider can go, from the top: also the one where it is. */
export function slotsFor(tiers: readonly Tier[], id: string): Slot[] {
  const home = homeOf(tiers, id).tier
  const alone = tiers[home]?.providers.length === 1
  const slots: Slot[] = []
  for (let tier = 0; tier <= tiers.length; tier += 1) {
    // Beside a tier that it has for itself, a new one would be the same again.
    if (!alone || (tier !== home && tier !== home + 1)) slots.push({ kind: 'before', tier })
    if (tier < tiers.length) slots.push({ kind: 'in', tier })
  }
  return slots
}

/** The next place above or below; at the end it stays. */
export function neighbour(tiers: readonly Tier[], id: string, slot: Slot, step: -1 | 1): Slot {
  const slots = slotsFor(tiers, id)
  const at = slots.findIndex((other) => sameSlot(other, slot))
  return slots[at + step] ?? slot
}

/** Whether two places are the same. */
export const sameSlot = (one: Slot | null, other: Slot | null): boolean =>
  one?.kind === other?.kind && one?.tier === other?.tier

/** The ids by tier after a provider went to a place, as the server wants them. */
export function moved(tiers: readonly Tier[], id: string, slot: Slot): string[][] {
  const order = tiers.flatMap((tier, at) => {
    const rest = tier.providers.map((provider) => provider.id).filter((other) => other !== id)
    const here = sameSlot(slot, { kind: 'in', tier: at }) ? [...rest, id] : rest
    return sameSlot(slot, { kind: 'before', tier: at }) ? [[id], here] : [here]
  })
  if (slot.kind === 'before' && slot.tier === tiers.length) order.push([id])
  return order.filter((tier) => tier.length > 0)
}

/** The providers as they will be once the server has taken an order. */
export function inOrder(providers: readonly Provider[], order: readonly (readonly string[])[]): Provider[] {
  return providers.map((provider) => {
    const tier = order.findIndex((ids) => ids.includes(provider.id))
    return tier < 0 ? provider : { ...provider, priority: (tier + 1) * 10 }
  })
}
