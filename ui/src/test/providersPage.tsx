/** The providers' page as its tests open it. */
import { screen } from '@testing-library/react'
import { afterEach, beforeEach } from 'vitest'
import { session } from '../api/session'
import { provider, providers } from '../mocks/providers'
import { events, server } from '../mocks/server'
// The page comes in a piece of its own; here it is read beforehand, so that no test waits for it.
import '../pages/providers/ProvidersPage'
import { beSignedIn, openApp } from './app'

/** Three providers in two tiers. */
export const anthropic = provider({ id: 'a', name: 'Anthropic', priority: 10 })
export const relay = provider({ id: 'b', name: 'Relay-B', priority: 20 })
export const openai = provider({ id: 'o', name: 'OpenAI', priority: 20, dialect: 'openai-chat' })

/** The application at a path, over these providers. */
export function openOver(all: Parameters<typeof providers>[0], path = '/providers') {
  const world = providers(all)
  const line = events()
  server.use(...world.handlers, line.handler)
  return { ...openApp(path), world, line }
}

/** The links of all rows but the selected one. */
export const rows = () =>
  screen
    .findAllByRole('link', { current: false })
    .then((links) => links.filter((link) => 'row' in link.dataset))
export const panel = (name: string) => screen.findByRole('complementary', { name })
export const tier = (priority: number) =>
  screen.findByRole('region', { name: new RegExp(`^Priority ${priority}`) })

beforeEach(beSignedIn)
// What was typed and tested is kept until the session ends.
afterEach(() => session.end())
