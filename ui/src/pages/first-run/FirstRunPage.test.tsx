import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Provider } from '../../api/queries'
import { peopleServer, user as person, SECRET } from '../../mocks/people'
import { provider } from '../../mocks/providers'
import { events, server, status, statusIs } from '../../mocks/server'
import { setting, settingsServer } from '../../mocks/settings'
import { beSignedIn, openApp } from '../../test/app'
// Loaded with the test: the page is fetched when it is first opened, and that is not what is waited for here.
import './FirstRunPage'
import './MessageStep'
import './ToolsStep'
import '../providers/AddForm'
import '../providers/TestSection'

const at = (path: string) => `http://127.0.0.1:23001/api/v1${path}`
const nothing = status({ providers: { total: 0, enabled: 0, need_credential: 0 } })

const demo = provider({
  id: '0190a000-0000-7000-8000-0000000000d1',
  name: 'Demo',
  kind: 'loopback',
  base_url: null,
  generate_url: null,
  credentials: [],
  health: {
    state: 'unused',
    since: null,
    last_outcome: null,
    successes_today: 0,
    failures_today: 0,
    first_byte_ms_median: null,
  },
})

function open(path: string, { over = false, providers = [] as Provider[] } = {}) {
  const settings = settingsServer([setting('first_run_done', false, { value: over })])
  const people = peopleServer([person()], [])
  server.use(
    ...settings.handlers,
    ...people.handlers,
    http.get(at('/providers'), () => HttpResponse.json({ items: providers })),
    http.get(at('/presets'), () => HttpResponse.json({ items: [] })),
    http.get(at('/pins'), () => HttpResponse.json({ items: [] })),
    http.get(at('/requests'), () => HttpResponse.json({ items: [] })),
    http.get(at('/requests/live'), () => HttpResponse.json({ items: [], seq: 17 })),
    http.post(at('/providers'), () => {
      providers.push(demo)
      return HttpResponse.json(demo, { status: 201 })
    }),
  )
  return { ...openApp(path), asked: settings.asked, made: people.asked }
}

beforeEach(beSignedIn)

describe('the first steps', () => {
  it('come by themselves where there is no provider', async () => {
    server.use(statusIs(nothing))
    const { router } = open('/')
    expect(await screen.findByRole('heading', { name: 'Connect the first line' })).toBeVisible()
    expect(router.state.location.pathname).toBe('/first-run')
  })

  it('do not come once they are over', async () => {
    server.use(statusIs(nothing))
    const { router } = open('/', { over: true })
    await screen.findByText('Running')
    await waitFor(() => expect(router.state.status).toBe('idle'))
    expect(router.state.location.pathname).toBe('/')
  })

  it('are left for good', async () => {
    server.use(statusIs(nothing))
    const { user, router, asked } = open('/')
    await user.click(await screen.findByRole('button', { name: 'Not now: go to the overview' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/'))
    await waitFor(() => expect(asked).toEqual([{ key: 'first_run_done', value: true }]))
    expect(router.state.location.pathname).toBe('/')
  })

  it('can each be skipped', async () => {
    const { user, router } = open('/first-run')
    await user.click(await screen.findByRole('button', { name: 'Skip this step' }))
    expect(await screen.findByRole('heading', { name: 'Connect a tool' })).toBeVisible()
    await user.click(await screen.findByRole('button', { name: 'Skip this step' }))
    expect(await screen.findByRole('heading', { name: 'Send a test message' })).toBeVisible()
    await user.click(await screen.findByRole('button', { name: 'Skip this step' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/'))
  })
})

describe('the step of the provider', () => {
  it('takes the built-in one, and then offers to test it', async () => {
    const { user, router } = open('/first-run')
    await user.click(await screen.findByRole('button', { name: 'Use the offline demo provider' }))
    expect(await screen.findByText('“Demo” is added')).toBeVisible()
    expect(router.state.location.search).toMatchObject({ provider: demo.id })
    await user.click(screen.getByRole('button', { name: 'Go on' }))
    expect(await screen.findByRole('heading', { name: 'Connect a tool' })).toBeVisible()
  })
})

describe('the step of the tools', () => {
  it('makes a key for the owner and fills it in; the address never holds it', async () => {
    const { user, router, made } = open('/first-run?step=tools', { providers: [demo] })
    await user.click(await screen.findByRole('button', { name: 'Create key' }))
    expect(await screen.findByText(/"ANTHROPIC_AUTH_TOKEN"/)).toHaveTextContent(SECRET)
    expect(made[0]).toMatchObject({ body: { user: person().id, name: 'my tools' } })
    expect(router.state.location.search).toMatchObject({ step: 'tools', key: expect.any(String) })
    expect(router.state.location.href).not.toContain(SECRET)
    expect(JSON.stringify({ ...localStorage })).not.toContain(SECRET)
  })

  it('after a reload says that the key can’t be shown again', async () => {
    open('/first-run?step=tools&key=0190a000-0000-7000-8000-0000000000b0', { providers: [demo] })
    expect(await screen.findByText(/shown once and can’t be shown here again/)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Go on' })).toBeVisible()
  })
})

describe('the step of the message', () => {
  const keyId = '0190a000-0000-7000-8000-0000000000b0'
  const record = (state: string, seq: number, key = keyId) => ({
    type: state === 'open' ? 'request_opened' : 'request_closed',
    seq,
    request: {
      id: '0190a000-0000-7000-8000-0000000000e1',
      state,
      key_id: key,
      client: 'claude-cli/2.1.330',
      provider_name: 'Demo',
      asked_model: 'claude-sonnet-4-5',
      duration_ms: state === 'open' ? null : 840,
      started_at: '2026-01-02T03:04:05.000Z',
      attempts: [],
      chain: [],
      changes: [],
      usage: {},
      operation: 'generate',
    },
  })

  async function waiting() {
    const line = events()
    server.use(line.handler)
    const opened = open(`/first-run?step=message&key=${keyId}`, { providers: [demo] })
    await screen.findByText('Waiting for the first request from your tool')
    await waitFor(() => expect(line.asked).toHaveLength(1))
    return { ...opened, line }
  }

  it('follows the first request on its way, and ends when it was answered', async () => {
    const { user, router, line } = await waiting()
    line.push(record('open', 18))
    expect(await screen.findByText('It reached the gateway')).toBeVisible()
    expect(screen.getByText('Waiting for the provider’s answer')).toBeVisible()
    line.push(record('done', 19))
    const steps = await screen.findByRole('list', { name: 'Send a test message' })
    expect(await within(steps).findByText('The provider answered')).toBeVisible()
    expect(within(steps).getByText('840 ms')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Done: go to the overview' }))
    await waitFor(() => expect(router.state.location.pathname).toBe('/'))
  })

  it('does not take another key’s request for it', async () => {
    const { line } = await waiting()
    line.push(record('done', 18, '0190a000-0000-7000-8000-0000000000ff'))
    line.push({ ...record('open', 19), request: { ...record('open', 19).request, id: 'another' } })
    expect(await screen.findByText('Waiting for the provider’s answer')).toBeVisible()
    expect(screen.queryByText('The provider answered')).toBeNull()
  })

  it('says what to do when there was no answer', async () => {
    const { line } = await waiting()
    line.push(record('failed', 18))
    expect(await screen.findByText('There was no answer')).toBeVisible()
    expect(screen.getByText(/Test the provider, or see why under Activity/)).toBeVisible()
  })
})
