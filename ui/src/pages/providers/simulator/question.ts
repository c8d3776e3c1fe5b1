/** What is asked of the simulator: read from the address, and made into what the API takes. Pure. */
import type { RouteQuestion } from '../../../api/queries'
import { type Dialect, dialects } from '../words'

/** Who calls, where it doesn't matter: anybody who may use every provider. */
export const ANYBODY = 'anybody'

/** The question as it stands in the fields. */
export type Question = {
  model: string
  dialect: Dialect
  /** A key's id. */
  key: string
  /** How the client names itself; nothing where it doesn't matter. */
  client: string
}

/** Nothing asked yet. */
export const blankQuestion: Question = { model: '', dialect: 'anthropic', key: ANYBODY, client: '' }

/** Reads what stands in an address, which anybody can have written. */
export function readQuestion(asked: unknown): Question {
  if (typeof asked !== 'object' || asked === null) return blankQuestion
  const said = asked as Partial<Record<keyof Question, unknown>>
  const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise)
  const dialect = dialects.find(({ value }) => value === said.dialect)?.value
  return {
    model: text(said.model, ''),
    dialect: dialect ?? blankQuestion.dialect,
    key: text(said.key, ANYBODY),
    client: text(said.client, ''),
  }
}

/** As the API takes it. */
export const askOf = ({ model, dialect, key, client }: Question): RouteQuestion => ({
  model: model.trim(),
  dialect,
  key: key === ANYBODY ? null : key,
  client: client.trim() === '' ? null : client.trim(),
  session: null,
})
