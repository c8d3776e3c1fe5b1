/** The web door as tests see it: handlers typed by the API's description, failures by what is sent. */
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import type { ProblemCode } from '../api/errors'
import type { Status } from '../api/queries'
import type { components } from '../api/schema'
import { noRequests } from './requests'

type Schemas = components['schemas']

/** The token that every call has to carry. */
export const CSRF_TOKEN = 'csrf-of-this-session'
/** The link and the password that work. */
export const GOOD = { secret: 'a-fresh-secret', password: 'correct horse battery' } as const

const origin = 'http://127.0.0.1:23001'
const at = (path: string) => `${origin}/api/v1${path}`

/** How things stand, unless a test says otherwise. */
export const status = (changes: Partial<Status> = {}): Status => ({
  version: '0.1.0',
  pid: 4711,
  gateway: 'running',
  gateway_url: 'http://127.0.0.1:23000',
  gateway_addresses: ['127.0.0.1:23000', '[::1]:23000'],
  admin_url: origin,
  control_address: '127.0.0.1:40001',
  data_dir: '/home/ann/.local/share/switchyard',
  started_at: '2026-01-02T03:04:05Z',
  uptime_seconds: 7_500,
  in_flight: 2,
  connections: 5,
  today: {
    requests: 1_284,
    done: 1_266,
    failed: 12,
    refused: 4,
    cancelled: 2,
    interrupted: 0,
    input_tokens: 9_618_204,
    output_tokens: 412_310,
    success_permille: 990,
    first_byte_ms_median: 640,
  },
  providers: { total: 3, enabled: 2, need_credential: 0 },
  vault: { state: 'open' },
  ledger: 'ok',
  desktop: false,
  pins: [],
  breakers: [],
  failed_over_at: null,
  seq: 17,
  ...changes,
})

/** A refusal as the server words it. */
export const problem = (code: ProblemCode, httpStatus: number, more: Partial<Schemas['Problem']> = {}) =>
  HttpResponse.json<Schemas['Problem']>(
    { title: code, status: httpStatus, code, detail: 'in the server’s own words', ...more },
    { status: httpStatus, headers: { 'content-type': 'application/problem+json' } },
  )

const signedIn = () =>
  HttpResponse.json<Schemas['SignedIn']>({ csrf_token: CSRF_TOKEN, idle_seconds: 43_200 })

const behindSignIn =
  (answer: () => Response) =>
  ({ request }: { request: Request }) =>
    request.headers.get('x-csrf-token') === CSRF_TOKEN ? answer() : problem('invalid_csrf_token', 403)

/** Answers the sign-in with or without a password set. */
export const signInOptions = (password: boolean) =>
  http.get(at('/sign-in'), () => HttpResponse.json<Schemas['SignInOptions']>({ password }))

/** Answers with this status. */
export const statusIs = (answer: Status) =>
  http.get(
    at('/status'),
    behindSignIn(() => HttpResponse.json(answer)),
  )

/** Makes a call fail. */
export const failing = (path: string, answer: () => Response) => http.all(at(path), answer)

/** Events: a stream that says hello and then what a test pushes into it. */
export function events() {
  let push: (data: object) => void = () => {}
  let close: () => void = () => {}
  const asked: (string | null)[] = []
  const handler = http.get(at('/events'), ({ request }) => {
    if (request.headers.get('x-csrf-token') !== CSRF_TOKEN) return problem('invalid_csrf_token', 403)
    asked.push(new URL(request.url).searchParams.get('after'))
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const utf8 = new TextEncoder()
        push = (data) => controller.enqueue(utf8.encode(`data: ${JSON.stringify(data)}\n\n`))
        close = () => controller.close()
        push({ type: 'hello', seq: 17, started_at: '2026-01-02T03:04:05Z' })
      },
    })
    return new HttpResponse(body, { headers: { 'content-type': 'text/event-stream' } })
  })
  return { handler, asked, push: (data: object) => push(data), close: () => close() }
}

/** The server; a test changes single answers with `server.use`. */
export const server = setupServer(
  signInOptions(true),
  http.post<never, Schemas['SignInWithLink']>(at('/sign-in/link'), async ({ request }) =>
    (await request.json()).secret === GOOD.secret ? signedIn() : problem('invalid_link', 401),
  ),
  http.post<never, Schemas['PasswordSignIn']>(at('/sign-in/password'), async ({ request }) =>
    (await request.json()).password === GOOD.password ? signedIn() : problem('wrong_password', 401),
  ),
  http.post(
    at('/sign-out'),
    behindSignIn(() => new HttpResponse(null, { status: 204 })),
  ),
  statusIs(status()),
  http.get(
    at('/settings'),
    behindSignIn(() => HttpResponse.json({ items: [] })),
  ),
  http.get(
    at('/providers'),
    behindSignIn(() => HttpResponse.json({ items: [] })),
  ),
  http.get(
    at('/aliases'),
    behindSignIn(() => HttpResponse.json({ items: [] })),
  ),
  events().handler,
  ...noRequests,
)
