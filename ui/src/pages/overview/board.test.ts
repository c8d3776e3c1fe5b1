import { expect, it } from 'vitest'
import { provider } from '../../mocks/providers'
import { boardOf } from './board'

const well = provider({ id: '', name: '' }).health
const many = (count: number, failing: number[] = []) =>
  Array.from({ length: count }, (_, n) =>
    provider({
      id: String(n),
      name: String(n),
      health: failing.includes(n) ? { ...well, state: 'failing' } : well,
    }),
  )
const ids = (board: ReturnType<typeof boardOf>) => board.shown.map(({ id }) => Number(id))

it('a board shows all of a few', () => {
  expect(boardOf(many(8))).toMatchObject({ more: 0 })
})

it('a board shows the first of many, and says how many there are besides', () => {
  const board = boardOf(many(20))
  expect(ids(board)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
  expect(board.more).toBe(12)
})

it('a board never leaves out who isn’t well while there is room', () => {
  expect(ids(boardOf(many(20, [15, 19])))).toEqual([0, 1, 2, 3, 4, 5, 15, 19])
})
