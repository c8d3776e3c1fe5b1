/** Every field of a provider, by section: one idea each. */
import { about } from './about'
import { breaker } from './breaker'
import { connection } from './connection'
import { credentials } from './credentials'
import { models } from './models'
import { network } from './network'
import { overrides } from './overrides'
import { requests } from './requests'
import { routing } from './routing'
import { timeouts } from './timeouts'

/** The fields, under the names that the API gives them. */
export const fields = {
  ...connection,
  ...credentials,
  ...models,
  ...routing,
  ...timeouts,
  ...breaker,
  ...network,
  ...requests,
  ...overrides,
  ...about,
}

/** A field's name. */
export type Field = keyof typeof fields
/** What is typed: times in seconds, lists by the line. */
export type Values = { [Name in Field]: (typeof fields)[Name]['blank'] }
/** What is wrong with fields, in the person's language. */
export type Faults = Partial<Record<Field, string>>

/** All names. */
export const fieldNames = Object.keys(fields) as Field[]

/** Whether a name that the API says is a field here. */
export const isField = (name: string): name is Field => name in fields
