/** What holds on every place of the navigation, whichever there are: it is accessible, in both themes and languages. */
import { seed } from './support/seed'
import { expect, expectAccessible, test } from './support/test'

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['en-GB', 'zh-CN']) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale })
      test('every page is accessible', async ({ page, instance, upstreams }) => {
        await seed(instance, upstreams)
        const links = page.getByRole('navigation').getByRole('link')
        const hrefs = await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))
        expect(hrefs.length).toBeGreaterThan(0)
        for (const href of hrefs.filter((href) => !href.startsWith('/api/'))) {
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
  const links = page.getByRole('navigation').getByRole('link')
  for (const href of await links.evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''))) {
    if (href.startsWith('/api/')) continue
    await page.getByRole('navigation').locator(`a[href="${href}"]`).click()
    await expect(page.getByRole('heading', { level: 1 })).toBeAttached()
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    expect(wider, href).toBeLessThanOrEqual(0)
  }
})
