import { expect, test } from 'vitest'
import { isWindow } from './door'

test('only the window’s own addresses are the window', () => {
  const at = (url: string) => isWindow(new URL(url))
  expect(at('admin://localhost/providers')).toBe(true)
  expect(at('http://admin.localhost/')).toBe(true)
  expect(at('http://127.0.0.1:23001/')).toBe(false)
  expect(at('http://localhost:23001/')).toBe(false)
})
