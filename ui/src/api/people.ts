/** What is done with users and keys. Pages call these; what is read stands in `queries.ts`. */
import { api, taken } from './client'
import type { Key, User } from './queries'
import type { components } from './schema'

type Schemas = components['schemas']

/** What a person may say of a user; in a change a missing field stays and `null` clears. */
export type UserForm = Schemas['UserForm']
/** What a person may say of a key. */
export type KeyForm = Omit<Schemas['KeyChange'], 'revision'>
/** A new key with its secret: this once. */
export type CreatedKey = Schemas['CreatedKey']

/** Adds a user. */
export const addUser = (form: UserForm): Promise<User> => taken(api.POST('/api/v1/users', { body: form }))

/** Changes a user as it was read: refused as stale if somebody changed it meanwhile. */
export const changeUser = (user: User, form: UserForm): Promise<User> =>
  taken(
    api.PATCH('/api/v1/users/{user}', {
      params: { path: { user: user.id } },
      body: { ...form, revision: user.revision },
    }),
  )

/** Removes a user and revokes their keys. */
export async function removeUser(user: User): Promise<void> {
  await api.DELETE('/api/v1/users/{user}', {
    params: { path: { user: user.id }, query: { revision: user.revision } },
  })
}

/** Makes a key. Its secret is in the answer and nowhere else: not in a query, not in storage. */
export const createKey = (user: string, form: KeyForm): Promise<CreatedKey> =>
  taken(api.POST('/api/v1/keys', { body: { user, ...form } }))

/** Changes a key as it was read. */
export const changeKey = (key: Key, form: KeyForm): Promise<Key> =>
  taken(
    api.PATCH('/api/v1/keys/{key}', {
      params: { path: { key: key.id } },
      body: { ...form, revision: key.revision },
    }),
  )

/** Revokes a key: from now on it opens nothing. */
export async function revokeKey(key: Key): Promise<void> {
  await api.DELETE('/api/v1/keys/{key}', {
    params: { path: { key: key.id }, query: { revision: key.revision } },
  })
}
