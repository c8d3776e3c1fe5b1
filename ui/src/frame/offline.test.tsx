import { screen } from '@testing-library/react'
import { HttpResponse } from 'msw'
import { beforeEach, expect, it } from 'vitest'
import { provider, providers } from '../mocks/providers'
import { events, failing, server } from '../mocks/server'
import '../pages/providers/ProvidersPage'
import { beSignedIn, openApp } from '../test/app'

// The page comes in a piece of its own; here it is read beforehand, so that no test waits for it.
beforeEach(beSignedIn)

const lineDown = failing('/events', () => HttpResponse.error())

it('nothing can be added or switched while the gateway is away, and the button says why', async () => {
  server.use(...providers([provider({ id: 'a', name: 'Anthropic' })]).handlers, lineDown)
  const { user } = openApp('/providers')
  const add = await screen.findByRole('button', { name: 'Add' })
  expect(await screen.findByText(/^Lost the gateway, reconnecting/)).toBeVisible()
  expect(add).toHaveAttribute('aria-disabled', 'true')
  expect(screen.getByRole('switch')).toHaveAttribute('aria-disabled', 'true')
  await user.hover(add)
  expect(await screen.findByText(/can’t be reached; this works again/)).toBeVisible()
  await user.click(add)
  expect(screen.queryByRole('heading', { name: 'Add a provider' })).toBeNull()
})

it('everything can be done again once the line is back', async () => {
  server.use(...providers([provider({ id: 'a', name: 'Anthropic' })]).handlers, lineDown)
  openApp('/providers')
  const add = await screen.findByRole('button', { name: 'Add' })
  expect(await screen.findByText(/^Lost the gateway, reconnecting/)).toBeVisible()
  server.use(events().handler)
  await expect.poll(() => add.getAttribute('aria-disabled'), { timeout: 5_000 }).not.toBe('true')
})
