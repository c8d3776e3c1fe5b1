import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import type { DrillStep } from '../../../api/drill'
import { events, server } from '../../../mocks/server'
import { beSignedIn, openApp } from '../../../test/app'
import './DrillPanel'

beforeEach(beSignedIn)

const at = 'http://127.0.0.1:23001/api/v1/drill'

/** A server’s drill, and what was asked of it. */
const drill = () => {
  const asked: string[] = []
  const steps: DrillStep[] = []
  const answer = (method: string) => () => {
    asked.push(method)
    return method === 'DELETE'
      ? new HttpResponse(null, { status: 204 })
      : HttpResponse.json({ running: true, steps }, { status: method === 'POST' ? 202 : 200 })
  }
  const handlers = [
    http.get(at, answer('GET')),
    http.post(at, answer('POST')),
    http.delete(at, answer('DELETE')),
  ]
  return { asked, handlers }
}

it('begins at a click, shows what happens as it happens, and says what it came to', async () => {
  const line = events()
  const mock = drill()
  server.use(line.handler, ...mock.handlers)
  const { user } = openApp('/')
  await user.click(await screen.findByRole('button', { name: 'Fire drill' }))
  const panel = await screen.findByRole('region', { name: 'Fire drill' })
  await waitFor(() => expect(panel).toHaveFocus())
  await waitFor(() => expect(mock.asked).toContain('POST'))

  let seq = 17
  const push = (step: DrillStep) => line.push({ type: 'drill_step', seq: ++seq, step })
  push({ what: 'began', at_ms: 0, at: new Date().toISOString() })
  expect(await screen.findByText('Requests begin, three a second, all to A.')).toBeVisible()
  push({ what: 'broken', at_ms: 300 })
  expect(await screen.findByText('Failing, HTTP 503')).toBeVisible()
  push({
    what: 'asked',
    at_ms: 400,
    number: 1,
    status: 200,
    duration_ms: 60,
    tries: [
      { provider: 'first', status: 503, answered: false },
      { provider: 'second', status: 200, answered: true },
    ],
  })
  expect(await screen.findByText('Stands in')).toBeVisible()
  expect(screen.getByRole('img', { name: /of which 1 had gone to A first/ })).toBeVisible()
  push({ what: 'breaker', at_ms: 500, state: 'open', until_ms: 60_500 })
  expect(await screen.findByText(/to next try/)).toHaveTextContent(/Open · (1:00|0:5\d|1:01)/)
  push({ what: 'ended', at_ms: 900, how: 'recovered', asked: 1, answered: 1, failed_over: 1 })
  expect(await screen.findByText(/1 requests, 1 answered. 1 failed over/)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Once more' })).toBeVisible()

  await user.click(screen.getByRole('button', { name: 'Close the drill' }))
  await waitFor(() => expect(screen.getByRole('button', { name: 'Fire drill' })).toHaveFocus())
  expect(mock.asked, 'one that has ended needs no stop').not.toContain('DELETE')
})

it('is stopped by its button, and when it is closed', async () => {
  const mock = drill()
  server.use(events().handler, ...mock.handlers)
  const { user } = openApp('/')
  await user.click(await screen.findByRole('button', { name: 'Fire drill' }))
  await user.click(await screen.findByRole('button', { name: 'Stop the drill' }))
  await waitFor(() => expect(mock.asked.filter((method) => method === 'DELETE')).toHaveLength(1))
  await user.click(screen.getByRole('button', { name: 'Close the drill' }))
  await waitFor(() => expect(mock.asked.filter((method) => method === 'DELETE')).toHaveLength(2))
})
