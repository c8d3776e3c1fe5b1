import { act, screen, waitFor, within } from '@testing-library/react'
import { HttpResponse } from 'msw'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { session } from '../../api/session'
import { provider, providers } from '../../mocks/providers'
import { latestAre, requestId, requestRecord } from '../../mocks/requests'
import { events, failing, problem, server, status, statusIs } from '../../mocks/server'
import { beSignedIn, openApp } from '../../test/app'

beforeEach(beSignedIn)

const failing503 = {
  ...provider({ id: '', name: '' }).health,
  state: 'failing',
  last_outcome: {
    at: '2026-01-02T03:04:05Z',
    outcome: 'status',
    status: 503,
    request_id: 'r1',
    error: null,
  },
} as const

describe('the overview', () => {
  it('shows the state, and each family’s address to copy', async () => {
    const { user } = openApp('/')
    const yard = await screen.findByRole('region', { name: 'Lines and providers' })
    expect(screen.getByText('Running')).toBeVisible()
    const copy = within(yard).getByRole('button', { name: /^Address for OpenAI/ })
    await user.click(copy)
    expect(await navigator.clipboard.readText()).toBe('http://127.0.0.1:23000/v1')
    expect(within(copy).getByRole('status')).toHaveTextContent('Copied')
  })

  it('rounds figures and keeps them exact on hover', async () => {
    openApp('/')
    expect(await screen.findByText('9.62 M')).toHaveAttribute('title', '9,618,204')
    expect(screen.getByText('99%')).toHaveAttribute('title', '1,266 / 1,278')
  })

  it('copies the line that a terminal takes', async () => {
    const { user } = openApp('/')
    await user.click(await screen.findByRole('button', { name: /^Copy export ANTHROPIC_BASE_URL/ }))
    expect(await navigator.clipboard.readText()).toBe('export ANTHROPIC_BASE_URL=http://127.0.0.1:23000')
  })

  it('says what to do where there is no provider', async () => {
    const { user, router } = openApp('/')
    await user.click(await screen.findByRole('button', { name: 'Add a provider' }))
    expect(router.state.location.href).toBe('/providers?add=true')
  })

  it('shows how each provider does, since when and why, and leads to it', async () => {
    server.use(
      ...providers([
        provider({ id: 'p1', name: 'Official' }),
        provider({ id: 'p2', name: 'Relay', priority: 20, health: failing503 }),
      ]).handlers,
    )
    openApp('/')
    const row = (await screen.findByRole('link', { name: 'Relay' })).closest('li')
    expect(row).toHaveTextContent(/Failing.*503/)
    expect(screen.getByRole('link', { name: 'Official' })).toHaveAttribute('href', '/providers?provider=p1')
  })

  it('pins a provider, says so, and takes it back', async () => {
    const mock = providers([
      provider({ id: 'p1', name: 'Official' }),
      provider({ id: 'p2', name: 'Relay', priority: 20 }),
    ])
    server.use(...mock.handlers)
    const { user } = openApp('/')
    await user.click(await screen.findByRole('button', { name: /Anthropic uses first\s*Automatic/ }))
    await user.click(await screen.findByRole('menuitemradio', { name: 'Relay' }))
    expect(await screen.findByRole('button', { name: /Pinned to Relay/ })).toBeVisible()
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(await screen.findByRole('button', { name: /Anthropic uses first\s*Automatic/ })).toBeVisible()
    expect(mock.asked.map(({ path, body }) => [path, body])).toEqual([
      ['/pins/anthropic', { provider: 'p2' }],
      ['/pins/anthropic', { provider: null }],
    ])
  })

  it('shows an open breaker with its time and cause, resets it, and holds it until it is taken back', async () => {
    const until = new Date(Date.now() + 24_000).toISOString()
    const open = { state: 'open', cause: 'consecutive_failures', since: until, until, rests: [] } as const
    const mock = providers([
      provider({ id: 'p1', name: 'Official' }),
      provider({ id: 'p2', name: 'Relay', health: failing503, breaker: { ...open, rests: [] } }),
    ])
    server.use(...mock.handlers)
    const { user } = openApp('/')
    const row = (await screen.findByRole('link', { name: 'Relay' })).closest('li') as HTMLElement
    expect(row).toHaveTextContent(/Open · 0:2[34] to next try.*failures in a row, last HTTP 503/)

    await user.click(within(row).getByRole('button', { name: /^Reset\s*Relay$/ }))
    expect(await screen.findByText('Relay is reset and takes requests')).toBeVisible()
    expect(within(row).queryByRole('button', { name: /^Reset\s*Relay$/ })).toBeNull()

    await user.click(within(row).getByRole('button', { name: 'Breaker of Relay' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Hold open until reset' }))
    await waitFor(() => expect(row).toHaveTextContent(/Held open.*Not used until it is reset/))
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    await waitFor(() => expect(row).toHaveTextContent('Failing'))
    expect(mock.asked.map(({ path }) => path)).toEqual([
      '/providers/p2/reset-breaker',
      '/providers/p2/hold',
      '/providers/p2/reset-breaker',
    ])
  })

  it('lists what rests of a provider, and forgets it when its time is over', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    const rest = (model: string, ms: number) =>
      ({ of: 'model', model, cause: 'rate_limited', until: new Date(Date.now() + ms).toISOString() }) as const
    const breaker = {
      state: 'closed',
      cause: null,
      since: null,
      until: null,
      rests: [rest('opus', 30_000), rest('sonnet', 90_000)],
    } as const
    server.use(
      ...providers([
        provider({ id: 'p1', name: 'Official', breaker: { ...breaker, rests: [...breaker.rests] } }),
      ]).handlers,
    )
    openApp('/')
    const row = (await screen.findByRole('link', { name: 'Official' })).closest('li') as HTMLElement
    expect(row).toHaveTextContent('Healthy')
    expect(row).toHaveTextContent(/opus\s*Too many requests \(429\) · ends in 0:/)
    expect(row).toHaveTextContent(/sonnet\s*Too many requests \(429\) · ends in 1:/)
    await act(() => vi.advanceTimersByTimeAsync(31_000))
    await waitFor(() => expect(row).not.toHaveTextContent('opus'))
    expect(row).toHaveTextContent('sonnet')
  })

  it('says in the header which breaker is open and when it is tried again', async () => {
    const until = new Date(Date.now() + 61_000).toISOString()
    const open = (n: number) =>
      ({ provider_id: `p${n}`, provider_name: `Relay ${n}`, state: 'open', until }) as const
    server.use(statusIs(status({ breakers: [open(1)] })))
    openApp('/')
    expect(await screen.findByText('Degraded')).toBeVisible()
    expect(screen.getByText(/^Relay 1 is open, next try in/)).toHaveTextContent(/1:0[01]/)
  })

  it('tells of a failover for a minute', async () => {
    const ago = (ms: number) => new Date(Date.now() - ms).toISOString()
    server.use(statusIs(status({ failed_over_at: ago(59_500) })))
    openApp('/')
    expect(await screen.findByText('Degraded')).toBeVisible()
    expect(await screen.findByText('Running', undefined, { timeout: 3_000 })).toBeVisible()
  })

  it('counts what is in flight on each line, and shows the latest requests as they come', async () => {
    const line = events()
    server.use(line.handler, latestAre([requestRecord(1)]))
    openApp('/')
    expect(await screen.findByRole('link', { name: 'model-1' })).toHaveAttribute(
      'href',
      `/activity/${requestId(1)}`,
    )
    line.push({
      type: 'request_opened',
      seq: 18,
      request: requestRecord(2, { state: 'open', duration_ms: null }),
    })
    expect(await screen.findByRole('link', { name: 'model-2' })).toBeVisible()
    const yard = screen.getByRole('region', { name: 'Lines and providers' })
    expect(within(yard).getByText('1 in flight')).toBeVisible()
    line.push({ type: 'request_closed', seq: 19, request: requestRecord(2) })
    await waitFor(() => expect(within(yard).queryByText('1 in flight')).toBeNull())
  })

  it('says what a stopped gateway means', async () => {
    server.use(statusIs(status({ gateway: 'stopped' })))
    openApp('/')
    expect(await screen.findByText('Stopped')).toBeVisible()
    expect(screen.getByText('New requests are told that the gateway is stopped')).toBeVisible()
  })

  it('follows the events instead of the clock', async () => {
    const line = events()
    let asked = 0
    server.use(
      line.handler,
      failing('/status', () => HttpResponse.json(status({ in_flight: ++asked }))),
    )
    openApp('/')
    await waitFor(() => expect(line.asked).toEqual([null]))
    await screen.findByText('Local address')
    const before = asked
    line.push({ type: 'gateway_changed', seq: 18 })
    await waitFor(() => expect(asked).toBe(before + 1))
  })

  it('comes back to the events where it left off', async () => {
    const line = events()
    server.use(line.handler)
    openApp('/')
    await waitFor(() => expect(line.asked).toEqual([null]))
    line.push({ type: 'keys_changed', seq: 18 })
    line.close()
    await waitFor(() => expect(line.asked).toEqual([null, '18']), { timeout: 3_000 })
  })

  it('says what is wrong and asks again', async () => {
    server.use(failing('/status', () => problem('store_unavailable', 503)))
    const { user } = openApp('/')
    expect(await screen.findByText('The database can’t be used just now')).toBeVisible()
    server.use(statusIs(status()))
    await user.click(screen.getByRole('button', { name: 'Retry' }))
    expect(await screen.findByText('Local address')).toBeVisible()
  })
})

describe('the session', () => {
  it('that is missing leads to the sign-in, and nothing is asked for first', async () => {
    session.end()
    const calls = vi.spyOn(globalThis, 'fetch')
    const { router } = openApp('/')
    await screen.findByRole('heading', { name: 'Sign in to Switchyard' })
    expect(router.state.location.pathname).toBe('/sign-in')
    expect(calls.mock.calls.map(([request]) => new URL((request as Request).url).pathname)).toEqual([
      '/api/v1/sign-in',
    ])
  })

  it('that ended at the server leads to the sign-in, which says so', async () => {
    server.use(failing('/status', () => problem('sign_in_required', 401)))
    openApp('/')
    expect(await screen.findByText('Your session has ended. Sign in again.')).toBeVisible()
    expect(session.token()).toBeNull()
  })

  it('ends when the person signs out, here and at the server', async () => {
    const { user, queries } = openApp('/')
    await screen.findByText('Local address')
    const calls = vi.spyOn(globalThis, 'fetch')
    await user.click(screen.getByRole('button', { name: 'Sign out' }))
    await screen.findByRole('heading', { name: 'Sign in to Switchyard' })
    const signOut = calls.mock.calls
      .map(([request]) => request as Request)
      .find(({ url }) => url.endsWith('/sign-out'))
    expect(signOut?.headers.get('x-csrf-token')).toBe('csrf-of-this-session')
    expect(session.token()).toBeNull()
    expect(queries.isFetching()).toBe(0)
  })

  it('ends here even if the server is gone', async () => {
    server.use(failing('/sign-out', () => HttpResponse.error()))
    const { user } = openApp('/')
    await screen.findByText('Local address')
    await user.click(screen.getByRole('button', { name: 'Sign out' }))
    await screen.findByRole('heading', { name: 'Sign in to Switchyard' })
    expect(localStorage.getItem('switchyard.csrf')).toBeNull()
  })
})
