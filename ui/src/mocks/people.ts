/** Users and keys as tests see them: a little server that keeps what it is told. */
import { HttpResponse, http } from 'msw'
import type { Key, User } from '../api/queries'
import type { components } from '../api/schema'
import { CSRF_TOKEN, problem } from './server'

type Schemas = components['schemas']

const at = (path: string) => `http://127.0.0.1:23001/api/v1${path}`

/** A user, unless a test says otherwise. */
export const user = (changes: Partial<User> = {}): User => ({
  id: '0190a000-0000-7000-8000-000000000001',
  name: 'owner',
  note: '',
  role: 'admin',
  enabled: true,
  expires_at: null,
  allowed_models: [],
  allowed_clients: [],
  groups: [],
  created_at: '2026-01-02T03:04:05.000Z',
  revision: 1,
  ...changes,
})

/** A key of the owner, unless a test says otherwise. */
export const key = (changes: Partial<Key> = {}): Key => ({
  id: '0190a000-0000-7000-8000-0000000000a1',
  user_id: user().id,
  user_name: 'owner',
  name: 'laptop',
  kind: 'manual',
  enabled: true,
  expires_at: null,
  last_used_at: null,
  head: 'sk-sy-Ab3d',
  tail: '9xQ2',
  allowed_models: [],
  allowed_clients: [],
  groups: [],
  created_at: '2026-01-02T03:04:05.000Z',
  revision: 1,
  ...changes,
})

/** The secret of each new key. */
export const SECRET = 'sk-sy-K7vQe2mXnB04tRzWfYc9LpHd3aUsJgT6iOx1NbVkEqM'

/** Answers everything about users and keys from two lists, and remembers what was asked. */
export function peopleServer(users: User[], keys: Key[]) {
  const asked: { what: string; body: unknown }[] = []
  const heard = async (request: Request) => {
    const text = await request.text()
    const body: unknown = text === '' ? null : JSON.parse(text)
    asked.push({ what: `${request.method} ${new URL(request.url).pathname.replace('/api/v1', '')}`, body })
    return body
  }
  const refusedFor = (request: Request) =>
    request.headers.get('x-csrf-token') === CSRF_TOKEN ? null : problem('invalid_csrf_token', 403)
  const stale = (current: number) => problem('stale_revision', 409, { current_revision: current })
  const handlers = [
    http.get(at('/users'), ({ request }) => refusedFor(request) ?? HttpResponse.json({ items: users })),
    http.get(at('/keys'), ({ request }) => refusedFor(request) ?? HttpResponse.json({ items: keys })),
    http.post(at('/users'), async ({ request }) => {
      const form = (await heard(request)) as Schemas['UserForm']
      if (users.some(({ name }) => name === form.name)) return problem('name_taken', 409, { field: 'name' })
      const added = user({ id: `0190a000-0000-7000-8000-00000000000${users.length + 1}`, ...present(form) })
      users.push(added)
      return HttpResponse.json(added, { status: 201 })
    }),
    http.patch(at('/users/:id'), async ({ request, params }) => {
      const { revision, ...form } = (await heard(request)) as Schemas['UserChange']
      const index = users.findIndex(({ id }) => id === params.id)
      const there = users[index]
      if (there === undefined) return problem('not_found', 404)
      if (there.revision !== revision) return stale(there.revision)
      users[index] = { ...there, ...present(form), revision: revision + 1 }
      return HttpResponse.json(users[index])
    }),
    http.delete(at('/users/:id'), async ({ request, params }) => {
      await heard(request)
      const index = users.findIndex(({ id }) => id === params.id)
      const admins = users.filter(({ role }) => role === 'admin')
      if (users[index]?.role === 'admin' && admins.length === 1) return problem('last_admin', 409)
      users.splice(index, 1)
      return new HttpResponse(null, { status: 204 })
    }),
    http.post(at('/keys'), async ({ request }) => {
      const { user: owner, ...form } = (await heard(request)) as Schemas['NewKeyForm']
      const whose = users.find(({ id }) => id === owner) ?? user()
      const made = key({
        id: `0190a000-0000-7000-8000-0000000000b${keys.length}`,
        user_id: whose.id,
        user_name: whose.name,
        ...present(form),
      })
      keys.push(made)
      return HttpResponse.json<Schemas['CreatedKey']>({ key: made, secret: SECRET }, { status: 201 })
    }),
    http.patch(at('/keys/:id'), async ({ request, params }) => {
      const { revision, ...form } = (await heard(request)) as Schemas['KeyChange']
      const index = keys.findIndex(({ id }) => id === params.id)
      const there = keys[index]
      if (there === undefined) return problem('not_found', 404)
      if (there.revision !== revision) return stale(there.revision)
      if (form.allowed_models?.some((model) => model.includes('..'))) {
        return problem('invalid_field', 422, { field: 'allowed_models' })
      }
      keys[index] = { ...there, ...present(form), revision: revision + 1 }
      return HttpResponse.json(keys[index])
    }),
    http.delete(at('/keys/:id'), async ({ request, params }) => {
      await heard(request)
      const index = keys.findIndex(({ id }) => id === params.id)
      keys.splice(index, 1)
      return new HttpResponse(null, { status: 204 })
    }),
  ]
  return { handlers, asked }
}

/** What was said; `null` and what is missing count as said nothing, which is enough for a test. */
const present = <Form extends object>(form: Form) =>
  Object.fromEntries(Object.entries(form).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Form]: NonNullable<Form[Name]>
  }
