/** The admin API, typed by its description. Every call carries the session's token; every failure is an ApiError. */
import createClient, { type Middleware } from 'openapi-fetch'
import { ApiError, endsSession, problemOf } from './errors'
import type { paths } from './schema'
import { CSRF_HEADER, session } from './session'

const door: Middleware = {
  onRequest: ({ request }) => {
    const token = session.token()
    if (token !== null) request.headers.set(CSRF_HEADER, token)
    return request
  },
  onResponse: async ({ response }) => {
    if (response.ok) return
    const problem = await problemOf(response)
    if (endsSession(problem)) session.end()
    throw problem
  },
  onError: () => new ApiError('unreachable'),
}

/** The client. `data` is always there: a failure throws. */
export const api = createClient<paths>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  // Asked for at each call, so that a test or a mock that stands in for it is seen.
  fetch: (request) => globalThis.fetch(request),
})
api.use(door)

/** Takes what a call gave; a success without a body that should have one comes from something else. */
export async function taken<Data>(call: Promise<{ data?: Data | undefined }>): Promise<Data> {
  const { data } = await call
  if (data === undefined) throw new ApiError('unreadable')
  return data
}
