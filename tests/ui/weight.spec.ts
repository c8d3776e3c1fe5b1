/** What the first page costs before it can be used: the scripts that it loads, as they would be sent. */
import { gzipSync } from 'node:zlib'
import type { APIRequestContext } from '@playwright/test'
import { expect, test } from './support/test'

const MOST_BYTES = 250_000

for (const path of ['/', '/activity', '/first-run']) {
  test(`the scripts of ${path} are light at first load`, async ({ page, instance }) => {
    const scripts = new Set<string>()
    page.on('request', (request) => {
      if (request.resourceType() === 'script') scripts.add(request.url())
    })
    await page.goto(instance.pages + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
    // What else it loads comes with what it shows.
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
    // Asked for again, since a body that came before a page led to another can't be read any more.
    const all = await Promise.all([...scripts].map((url) => size(page.request, url)))
    const sum = all.reduce((total, size) => total + size, 0)
    test.info().annotations.push({ type: 'gzip bytes', description: `${path} ${sum}` })
    expect(all.length).toBeGreaterThan(1)
    expect(sum).toBeLessThanOrEqual(MOST_BYTES)
  })
}

async function size(request: APIRequestContext, url: string): Promise<number> {
  const answer = await request.get(url)
  return gzipSync(await answer.body(), { level: 6 }).length
}
