import { act, screen, waitFor, within } from '@testing-library/react'
import { HttpResponse } from 'msw'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type { RequestRecord } from '../../api/requestRow'
import { latestAre, ledgerHas, requestId, requestIs, requestRecord } from '../../mocks/requests'
import { events, failing, problem, server } from '../../mocks/server'
import { beSignedIn, openApp } from '../../test/app'
// The page comes in parts, which a test need not wait for.
import './ActivityPage'
import './RequestPanel'

beforeEach(() => {
  beSignedIn()
  // The list draws what fits into its height, and jsdom has none.
  vi.spyOn(Element.prototype, 'clientHeight', 'get').mockReturnValue(560)
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(1_000)
  server.use(
    failing('/providers', () => HttpResponse.json({ items: [] })),
    failing('/users', () => HttpResponse.json({ items: [] })),
    failing('/keys', () => HttpResponse.json({ items: [] })),
  )
})

const opened = (request: RequestRecord, seq: number) => ({
  type: request.state === 'open' ? 'request_opened' : 'request_closed',
  request,
  seq,
})
const running = (n: number) => requestRecord(n, { state: 'open', status: null, duration_ms: null })
const rows = () =>
  within(screen.getByRole('grid', { name: 'Requests' }))
    .getAllByRole('row')
    .slice(1)
const models = () => rows().map((row) => within(row).getAllByRole('gridcell')[2]?.textContent)

describe('the activity page', () => {
  it('shows the live requests above those of the ledger', async () => {
    const all = [3, 2, 1].map((n) => requestRecord(n))
    server.use(latestAre(all.slice(0, 2)), ledgerHas(all).handler)
    openApp('/activity')
    await waitFor(() => expect(models()).toEqual(['model-3', 'model-2', 'model-1']))
    expect(screen.getByText('Nothing older')).toBeVisible()
  })

  it('follows what happens without being asked', async () => {
    const line = events()
    server.use(line.handler, latestAre([requestRecord(1)]))
    openApp('/activity')
    await waitFor(() => expect(models()).toEqual(['model-1']))
    line.push(opened(running(2), 18))
    expect(await screen.findByText('In flight')).toBeVisible()
    line.push(opened(requestRecord(2, { state: 'failed', status: 502 }), 19))
    expect(await screen.findByText('Failed 502')).toBeVisible()
    expect(models()).toEqual(['model-2', 'model-1'])
  })

  it('holds still once it is scrolled, says how many wait, and shows them at Home', async () => {
    const line = events()
    server.use(line.handler, latestAre([requestRecord(1)]))
    const { user } = openApp('/activity')
    const grid = await screen.findByRole('grid', { name: 'Requests' })
    act(() => {
      const scroller = grid.parentElement as HTMLElement
      scroller.scrollTop = 40
      scroller.dispatchEvent(new Event('scroll'))
    })
    line.push(opened(running(2), 18))
    line.push(opened(running(3), 19))
    expect(await screen.findByRole('button', { name: /^2 new/ })).toBeVisible()
    expect(models()).toEqual(['model-1'])
    grid.focus()
    await user.keyboard('{Home}')
    await waitFor(() => expect(models()).toEqual(['model-3', 'model-2', 'model-1']))
    expect(screen.getByText('Following')).toBeVisible()
  })

  it('opens a request beside the list, under its own address, and goes through them by keyboard', async () => {
    server.use(latestAre([requestRecord(2), requestRecord(1)]))
    const { user, router } = openApp('/activity?state=done')
    await waitFor(() => expect(rows()).toHaveLength(2))
    const grid = screen.getByRole('grid', { name: 'Requests' })
    grid.focus()
    await user.keyboard('{ArrowDown}{Enter}')
    expect(await screen.findByRole('complementary', { name: /model-2/ })).toBeVisible()
    expect(router.state.location.href).toBe(`/activity/${requestId(2)}?state=done`)
    await user.keyboard('{ArrowDown}')
    expect(await screen.findByRole('complementary', { name: /model-1/ })).toBeVisible()
    expect(rows()[1]).toHaveAttribute('aria-selected', 'true')
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
    expect(router.state.location.href).toBe('/activity?state=done')
    expect(grid).toHaveFocus()
  })

  it('says of an open request what became of it', async () => {
    const line = events()
    server.use(line.handler, latestAre([running(1)]), requestIs(running(1)))
    openApp(`/activity/${requestId(1)}`)
    expect(await screen.findByText(/^Still in flight/)).toBeVisible()
    line.push(opened(requestRecord(1, { state: 'cancelled', first_byte_ms: null }), 18))
    expect(await screen.findByText(/^The client went away before there was an answer/)).toBeVisible()
  })

  it('asks the ledger for what the address filters, and lets through only that', async () => {
    const line = events()
    const ledger = ledgerHas([])
    server.use(line.handler, ledger.handler, latestAre([requestRecord(2), requestRecord(1)]))
    const { user } = openApp('/activity?model=model-2&state=done')
    await waitFor(() => expect(models()).toEqual(['model-2']))
    expect(Object.fromEntries(ledger.asked[0] ?? [])).toMatchObject({ model: 'model-2', state: 'done' })
    await user.click(screen.getByRole('button', { name: 'Clear Result' }))
    await user.click(screen.getByRole('button', { name: 'Clear filters' }))
    await waitFor(() => expect(models()).toEqual(['model-2', 'model-1']))
  })

  it('puts a filter that is chosen into the address', async () => {
    server.use(latestAre([requestRecord(1)]))
    const { user, router } = openApp('/activity')
    await user.click(await screen.findByRole('button', { name: 'Result' }))
    await user.click(await screen.findByRole('menuitemradio', { name: 'Interrupted' }))
    await waitFor(() => expect(router.state.location.search).toEqual({ state: 'interrupted' }))
    expect(await screen.findByText('No request matches')).toBeVisible()
    expect(screen.getByText('Filtered by Result: Interrupted')).toBeVisible()
  })

  it('opens a request whose id is pasted, also the short one of an error', async () => {
    server.use(
      latestAre([requestRecord(1)]),
      failing('/requests/0a1b2c3d', () => HttpResponse.json(requestRecord(7))),
    )
    const { user } = openApp('/activity')
    await user.type(await screen.findByRole('searchbox'), '0a1b2c3d{Enter}')
    expect(await screen.findByRole('complementary', { name: /model-7/ })).toBeVisible()
  })

  it('says so where there is no such request, and where nothing came yet', async () => {
    server.use(failing(`/requests/${requestId(9)}`, () => problem('not_found', 404)))
    openApp(`/activity/${requestId(9)}`)
    expect(await screen.findByText('There is no such request')).toBeVisible()
    expect(await screen.findByText('No request has come through yet')).toBeVisible()
  })

  it('keeps what it has when older requests can’t be read, and tries again', async () => {
    server.use(
      latestAre([requestRecord(2)]),
      failing('/requests', () => problem('store_unavailable', 503)),
    )
    const { user } = openApp('/activity')
    expect(await screen.findByText('The database can’t be used just now')).toBeVisible()
    expect(models()).toEqual(['model-2'])
    server.use(ledgerHas([requestRecord(1)]).handler)
    await user.click(screen.getByRole('button', { name: 'Retry' }))
    await waitFor(() => expect(models()).toEqual(['model-2', 'model-1']))
  })
})
