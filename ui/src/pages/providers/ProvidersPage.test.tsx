import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { providers } from '../../mocks/providers'
import { failing, problem, server, status, statusIs } from '../../mocks/server'
import { openApp } from '../../test/app'
import { anthropic, openai, openOver, panel, relay, rows, tier } from '../../test/providersPage'

describe('the list of providers', () => {
  it('stands in tiers, with what each did today', async () => {
    openOver([relay, anthropic, openai])
    const first = within(await tier(10))
    expect(first.getByText('Anthropic')).toBeVisible()
    expect(first.getByText('Healthy')).toBeVisible()
    expect(first.getByText('61')).toBeVisible()
    expect(first.getByText('3 failed')).toBeVisible()
    expect(first.getByText('1.1 s')).toBeInTheDocument()
    expect(within(await tier(20)).getAllByRole('listitem')).toHaveLength(2)
  })

  it('says what to do where there is none, and has one that needs no account', async () => {
    const { user, world } = openOver([])
    expect(await screen.findByText('No provider yet')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Use the offline demo provider' }))
    await panel('Demo')
    expect(world.asked[0]).toMatchObject({ method: 'POST', body: { name: 'Demo', kind: 'loopback' } })
  })

  it('says what is wrong and asks again', async () => {
    const world = providers([anthropic])
    server.use(failing('/providers', () => problem('store_unavailable', 503)))
    const { user } = openApp('/providers')
    expect(await screen.findByText('The database can’t be used just now')).toBeVisible()
    server.use(...world.handlers)
    await user.click(screen.getByRole('button', { name: 'Retry' }))
    expect(await tier(10)).toBeVisible()
  })

  it('follows the events', async () => {
    const { line, world } = openOver([anthropic])
    await tier(10)
    await waitFor(() => expect(line.asked).toHaveLength(1))
    world.changeElsewhere('a', { name: 'Renamed' })
    line.push({ type: 'providers_changed', provider_id: 'a', seq: 18 })
    expect(await screen.findByText('Renamed')).toBeVisible()
    world.changeElsewhere('a', { health: { ...anthropic.health, state: 'failing' } })
    line.push({ type: 'provider_health_changed', provider_id: 'a', seq: 19 })
    expect(await screen.findByText('Failing')).toBeVisible()
  })

  it('switches a provider off at once, also when somebody changed it meanwhile', async () => {
    const { user, world } = openOver([anthropic])
    await tier(10)
    world.changeElsewhere('a', { note: 'elsewhere' })
    await user.click(screen.getByRole('switch', { name: 'Use Anthropic' }))
    expect(screen.getByRole('switch', { name: 'Use Anthropic' })).not.toBeChecked()
    await waitFor(() => expect(world.all()[0]).toMatchObject({ enabled: false, note: 'elsewhere' }))
  })

  it('switches back when it can’t be done', async () => {
    const { user } = openOver([anthropic])
    await tier(10)
    server.use(failing('/providers/a', () => problem('store_unavailable', 503)))
    await user.click(screen.getByRole('switch', { name: 'Use Anthropic' }))
    // What is urgent stands in the page twice: once to be seen, once to be read aloud at once.
    await screen.findAllByText(/The database can’t be used just now/)
    expect(screen.getByRole('switch', { name: 'Use Anthropic' })).toBeChecked()
  })

  it('is gone through with the arrows; Enter opens a row, Esc brings the focus back to it', async () => {
    const { user } = openOver([anthropic, relay])
    await tier(10)
    const [first, second] = await rows()
    first?.focus()
    await user.keyboard('{ArrowDown}')
    expect(second).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('heading', { name: 'Relay-B' })).toHaveFocus()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
    expect(screen.getByRole('link', { name: 'Relay-B' })).toHaveFocus()
  })
})

describe('a stopped gateway', () => {
  it('shows that no provider carries requests', async () => {
    server.use(statusIs(status({ gateway: 'stopped' })))
    openOver([anthropic])
    const rows = await tier(10)
    expect(rows.querySelector('[class*="live"]')).toBeNull()
  })
})
