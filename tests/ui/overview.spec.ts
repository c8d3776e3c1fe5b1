/** Signing in, and the overview. */
import { expect, expectAccessible, test } from './support/test'

test('a one-time link opens the overview, once', async ({ page, instance, browser }) => {
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeAttached()
  const link = await instance.signInLink()
  const first = await browser.newPage()
  await first.goto(link)
  await expect(first.getByRole('navigation')).toBeVisible()
  const second = await browser.newPage()
  await second.goto(link)
  await expect(second.getByText('This link was used, or has expired')).toBeVisible()
})

test('the address can be copied from the overview', async ({ page, context, instance }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('button', { name: 'Copy' }).first().click()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toContain(new URL(instance.gateway).host)
})

test('a request shows in today’s figures without a reload', async ({ page, instance, upstreams }) => {
  await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  const key = await instance.newKey()
  const answer = await instance.ask(key, 'anthropic', 'claude-opus-5-5')
  expect(answer.status).toBe(200)
  await expect(page.getByText(/100\s?%/).first()).toBeVisible()
})

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme })
    test('the overview is accessible', async ({ page, instance, upstreams }) => {
      await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
      await instance.ask(await instance.newKey(), 'anthropic', 'claude-opus-5-5')
      await expect(page.getByText(/100\s?%/).first()).toBeVisible()
      await expectAccessible(page)
    })
    test('the sign-in is accessible', async ({ page, instance }) => {
      await page.evaluate(() => localStorage.clear())
      await page.goto(instance.pages)
      await expect(page.getByRole('heading', { name: 'Sign in to Switchyard' })).toBeVisible()
      await expectAccessible(page)
    })
  })
}
