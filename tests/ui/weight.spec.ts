/** What the first page costs before it can be used: the scripts that it loads, as they would be sent. */
import { gzipSync } from 'node:zlib'
import { expect, test } from './support/test'

const MOST_BYTES = 250_000

for (const path of ['/', '/activity', '/first-run']) {
  test(`the scripts of ${path} are light at first load`, async ({ page, instance }) => {
    const sizes = new Map<string, Promise<number>>()
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      sizes.set(
        response.url(),
        response.body().then((body) => gzipSync(body, { level: 6 }).length),
      )
    })
    await page.goto(instance.pages + path)
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
    // What else it loads comes with what it shows.
    await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
    const all = await Promise.all(sizes.values())
    const sum = all.reduce((total, size) => total + size, 0)
    test.info().annotations.push({ type: 'gzip bytes', description: `${path} ${sum}` })
    expect(all.length).toBeGreaterThan(1)
    expect(sum).toBeLessThanOrEqual(MOST_BYTES)
  })
}
