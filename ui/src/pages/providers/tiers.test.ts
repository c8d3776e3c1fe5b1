import { describe, expect, it } from 'vitest'
import { provider } from '../../mocks/providers'
import { homeOf, inOrder, moved, neighbour, type Slot, slotsFor, tiersOf } from './tiers'

const named = (id: string, priority: number) => provider({ id, name: id, priority })
const all = [named('c', 20), named('b', 10), named('a', 10), named('d', 35)]
const tiers = tiersOf(all)
const into = (tier: number): Slot => ({ kind: 'in', tier })
const ahead = (tier: number): Slot => ({ kind: 'before', tier })

describe('tiers', () => {
  it('stand by priority, their members by name', () => {
    expect(tiers.map(({ priority, providers }) => [priority, ...providers.map(({ id }) => id)])).toEqual([
      [10, 'a', 'b'],
      [20, 'c'],
      [35, 'd'],
    ])
  })

  it('take a provider in, and go when it was their last', () => {
    expect(moved(tiers, 'c', into(0))).toEqual([['a', 'b', 'c'], ['d']])
    expect(moved(tiers, 'c', into(2))).toEqual([
      ['a', 'b'],
      ['d', 'c'],
    ])
  })

  it('make room for one of its own: first, between and last', () => {
    expect(moved(tiers, 'b', ahead(0))).toEqual([['b'], ['a'], ['c'], ['d']])
    expect(moved(tiers, 'b', ahead(2))).toEqual([['a'], ['c'], ['b'], ['d']])
    expect(moved(tiers, 'b', ahead(3))).toEqual([['a'], ['c'], ['d'], ['b']])
  })

  it('keep every provider exactly once, wherever one goes', () => {
    for (const { id } of all) {
      for (const slot of slotsFor(tiers, id)) {
        expect(moved(tiers, id, slot).flat().sort()).toEqual(['a', 'b', 'c', 'd'])
      }
    }
  })

  it('offer no place that would change nothing, but for where it is', () => {
    const same = moved(tiers, 'c', homeOf(tiers, 'c'))
    const unchanged = slotsFor(tiers, 'c').filter(
      (slot) => JSON.stringify(moved(tiers, 'c', slot)) === JSON.stringify(same),
    )
    expect(unchanged).toEqual([into(1)])
  })

  it('are gone through one place at a time, up to the ends', () => {
    expect(neighbour(tiers, 'a', into(0), 1)).toEqual(ahead(1))
    expect(neighbour(tiers, 'a', ahead(1), 1)).toEqual(into(1))
    expect(neighbour(tiers, 'a', ahead(0), -1)).toEqual(ahead(0))
    expect(neighbour(tiers, 'd', into(2), 1)).toEqual(into(2))
  })

  it('are numbered by tens, as the server will', () => {
    expect(inOrder(all, [['d'], ['a', 'b', 'c']]).map(({ id, priority }) => [id, priority])).toEqual([
      ['c', 20],
      ['b', 20],
      ['a', 20],
      ['d', 10],
    ])
  })
})
