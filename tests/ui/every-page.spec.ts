/** What holds on every place of the navigation, whichever there are: it is accessible, in both themes and languages. */
import type { Page } from '@playwright/test'
import { seed } from './support/seed'
import { expect, expectAccessible, noteJumps, test } from './support/test'

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['en-GB', 'zh-CN']) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale })
      test('every page is accessible', async ({ page, instance, upstreams }) => {
        await seed(instance, upstreams)
        for (const href of await places(page)) {
          await test.step(href, async () => {
            await page.getByRole('navigation').locator(`a[href="${href}"]`).click()
            await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
            await expectAccessible(page)
          })
        }
      })
    })
  }
}

test('no page is wider than a narrow window', async ({ page, instance, upstreams }) => {
  await seed(instance, upstreams)
  await page.setViewportSize({ width: 820, height: 560 })
  for (const href of await places(page)) {
    await page.getByRole('navigation').locator(`a[href="${href}"]`).click()
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wider, href).toBeLessThanOrEqual(0)
  }
})

for (const filled of [true, false]) {
  test(`no page jumps while it loads, ${filled ? 'filled' : 'empty'}`, async ({
    page,
    instance,
    upstreams,
  }) => {
    if (filled) await seed(instance, upstreams)
    const jumps = await noteJumps(page)
    for (const href of await places(page)) {
      await page.goto(instance.pages + href)
      await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
      // Two frames after the last skeleton: what would jump has jumped.
      await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
      await page.evaluate(
        () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
      )
      expect(await jumps(), href).toEqual([])
    }
  })
}

/** Where the navigation leads, but for what isn’t ours. */
const places = async (page: Page): Promise<string[]> => {
  const links = page.getByRole('navigation').getByRole('link')
  const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
  const ours = hrefs.filter((href) => !href.startsWith('/api/'))
  expect(ours.length).toBeGreaterThan(3)
  return ours
}
