import { createMemoryHistory } from '@tanstack/react-router'
import { render } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { App } from '../App'
import { session } from '../api/session'
import { CSRF_TOKEN } from '../mocks/server'
import { makeQueryClient } from '../queryClient'
import { makeRouter } from '../routes'

/** The whole application at a path, as a browser would open it. */
export function openApp(path: string) {
  const queries = makeQueryClient()
  const router = makeRouter(queries, createMemoryHistory({ initialEntries: [path] }))
  render(<App queries={queries} router={router} />)
  return { router, queries, user: userEvent.setup() }
}

/** As a browser that signed in before. */
export function beSignedIn() {
  session.begin(CSRF_TOKEN)
}
