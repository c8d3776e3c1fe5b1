/** A provider that was picked up and is being carried to another tier, by pointer or by keyboard. */
import { type KeyboardEvent, type PointerEvent, type RefObject, useRef, useState } from 'react'
import { homeOf, neighbour, type Slot, sameSlot, slotsFor, type Tier } from './tiers'

/** What is carried, and where it would go if it were put down now. */
export type Lift = { id: string; slot: Slot }

type Listeners = {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void
  onPointerMove: (event: PointerEvent<HTMLElement>) => void
  onPointerUp: (event: PointerEvent<HTMLElement>) => void
  onPointerCancel: () => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  onBlur: () => void
}

/** What is told while something is carried. */
export type LiftNews = 'lifted' | 'moved' | 'dropped' | 'cancelled'

const DRAG_FROM_PX = 4
const EDGE_PX = 48

/** Picking up, carrying and putting down. `list` holds an element with `data-tier` for each tier's rows. */
export function useLift(
  list: RefObject<HTMLElement | null>,
  tiers: readonly Tier[],
  hear: { news: (news: LiftNews, lift: Lift) => void; drop: (lift: Lift) => void },
): { lift: Lift | null; handle: (id: string) => Listeners } {
  const [lift, setLift] = useState<Lift | null>(null)
  // The pointer's own matters change with every pixel and are nobody else's business.
  const drag = useRef<{ id: string; row: HTMLElement; from: number; carries: boolean } | null>(null)

  const pickUp = (id: string) => {
    const picked = { id, slot: homeOf(tiers, id) }
    setLift(picked)
    hear.news('lifted', picked)
    return picked
  }
  const carry = (to: Lift) => {
    if (sameSlot(lift?.slot ?? null, to.slot)) return
    setLift(to)
    hear.news('moved', to)
  }
  const letGo = (drops: boolean) => {
    if (drag.current !== null) drag.current.row.style.transform = ''
    drag.current = null
    if (lift === null) return
    setLift(null)
    const moves = drops && !sameSlot(lift.slot, homeOf(tiers, lift.id))
    hear.news(moves ? 'dropped' : 'cancelled', lift)
    if (moves) hear.drop(lift)
  }

  const handle = (id: string): Listeners => ({
    onPointerDown: (event) => {
      const row = event.currentTarget.closest('li')
      if (event.button !== 0 || row === null) return
      event.currentTarget.setPointerCapture(event.pointerId)
      drag.current = { id, row, from: event.clientY, carries: false }
    },
    onPointerMove: (event) => {
      const now = drag.current
      if (now === null) return
      const way = event.clientY - now.from
      if (!now.carries) {
        if (Math.abs(way) < DRAG_FROM_PX) return
        now.carries = true
        pickUp(id)
      }
      now.row.style.transform = `translateY(${way}px)`
      if (list.current === null) return
      scrollNear(list.current, event.clientY)
      carry({ id, slot: slotAt(list.current, tiers, id, event.clientY) })
    },
    onPointerUp: () => letGo(true),
    onPointerCancel: () => letGo(false),
    onKeyDown: (event) => {
      if (lift === null) {
        if (event.key !== ' ' && event.key !== 'Enter') return
        pickUp(id)
      } else if (event.key === ' ' || event.key === 'Enter') letGo(true)
      else if (event.key === 'Escape') letGo(false)
      else if (event.key === 'ArrowUp') carry({ id, slot: neighbour(tiers, id, lift.slot, -1) })
      else if (event.key === 'ArrowDown') carry({ id, slot: neighbour(tiers, id, lift.slot, 1) })
      else return
      event.preventDefault()
      event.stopPropagation()
    },
    onBlur: () => letGo(false),
  })
  return { lift, handle }
}

/** The place under the pointer: a tier's rows, or the gap before or after them. */
function slotAt(list: HTMLElement, tiers: readonly Tier[], id: string, y: number): Slot {
  let slot: Slot = { kind: 'before', tier: tiers.length }
  for (const [tier, rows] of [...list.querySelectorAll('[data-tier]')].entries()) {
    const { top, bottom } = rows.getBoundingClientRect()
    if (y > bottom) continue
    slot = { kind: y < top ? 'before' : 'in', tier }
    break
  }
  const possible = slotsFor(tiers, id).some((other) => sameSlot(other, slot))
  return possible ? slot : homeOf(tiers, id)
}

/** Near an edge the list comes along. */
function scrollNear(list: HTMLElement, y: number): void {
  const scroller = list.closest('[data-scrolls]') ?? list.parentElement
  if (scroller === null) return
  const { top, bottom } = scroller.getBoundingClientRect()
  if (y < top + EDGE_PX) scroller.scrollBy(0, -12)
  else if (y > bottom - EDGE_PX) scroller.scrollBy(0, 12)
}
