import { screen, waitFor } from '@testing-library/react'
import { HttpResponse, http } from 'msw'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Status } from '../api/queries'
import { problem, server, status, statusIs } from '../mocks/server'
import { beSignedIn, openApp } from '../test/app'

beforeEach(beSignedIn)

/** A gateway that starts and stops, and what it was told. */
function gateway(changes: Partial<Status>) {
  const told: string[] = []
  const answer = (verb: 'start' | 'stop', becomes: Status['gateway']) =>
    http.post(`http://127.0.0.1:23001/api/v1/gateway/${verb}`, () => {
      told.push(verb)
      server.use(statusIs(status({ ...changes, gateway: becomes })))
      return HttpResponse.json({ gateway: becomes, in_flight: 0, process_ends: false })
    })
  server.use(statusIs(status(changes)), answer('start', 'running'), answer('stop', 'stopped'))
  return told
}

describe('the gateway’s switch', () => {
  it('starts a stopped gateway', async () => {
    const told = gateway({ gateway: 'stopped', desktop: true })
    const { user } = openApp('/')
    await user.click(await screen.findByRole('button', { name: 'Start' }))
    expect(await screen.findByText('Running')).toBeVisible()
    expect(told).toEqual(['start'])
  })

  it('stops at once where nothing is in flight', async () => {
    const told = gateway({ desktop: true, in_flight: 0 })
    const { user } = openApp('/')
    await user.click(await screen.findByRole('button', { name: 'Stop' }))
    expect(await screen.findByText('Stopped')).toBeVisible()
    expect(told).toEqual(['stop'])
  })

  it('asks first while requests are in flight', async () => {
    const told = gateway({ desktop: true, in_flight: 3 })
    const { user } = openApp('/')
    await user.click(await screen.findByRole('button', { name: 'Stop' }))
    expect(await screen.findByText(/^3 still in flight/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Keep it running' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(told).toEqual([])
  })

  it('is not there where a stop would end the program', async () => {
    gateway({ desktop: false, in_flight: 0 })
    openApp('/')
    expect(await screen.findByText('Running')).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Stop' })).toBeNull()
  })

  it('says what went wrong', async () => {
    gateway({ gateway: 'stopped', desktop: true })
    server.use(
      http.post('http://127.0.0.1:23001/api/v1/gateway/start', () => problem('store_unavailable', 503)),
    )
    const { user } = openApp('/')
    await user.click(await screen.findByRole('button', { name: 'Start' }))
    // What is urgent stands in the page twice: once to be seen, once to be read aloud at once.
    expect(await screen.findAllByText(/database can’t be used just now/)).not.toHaveLength(0)
  })
})
