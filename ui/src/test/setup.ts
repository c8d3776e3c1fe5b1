import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest'
import { server } from '../mocks/server'
import { keepLanguage } from '../preferences/language'

// What jsdom lacks and a browser has.
const media = (query: string): MediaQueryList =>
  Object.assign(new EventTarget(), {
    media: query,
    matches: false,
    onchange: null,
    addListener: () => {},
    removeListener: () => {},
  })
vi.stubGlobal('matchMedia', media)
vi.stubGlobal('scrollTo', () => {})

// Nobody waits that long, but a machine that builds something else meanwhile is slow to answer.
configure({ asyncUtilTimeout: 15_000 })

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
beforeEach(() => {
  localStorage.clear()
  localStorage.setItem('switchyard.language', 'en')
  history.replaceState(null, '', '/')
  keepLanguage()
})
afterEach(() => {
  vi.useRealTimers()
  cleanup()
  server.resetHandlers()
})
afterAll(() => server.close())
