/** The breaker board in the person’s hands, the decision chain of what failed over, and the fire drill. */
import type { Page } from '@playwright/test'
import type { Instance } from './support/instance'
import { expect, expectAccessible, test, type Upstreams } from './support/test'

/** A relay that nobody answers at, and one that stands by. */
const twoRelays = async (instance: Instance, upstreams: Upstreams) => {
  await instance.addProvider('Relay B', 'anthropic', upstreams.nobody, { priority: 10 })
  await instance.addProvider('Stand-by', 'anthropic', upstreams.sensible, { priority: 20 })
  const answer = await instance.ask(await instance.newKey(), 'anthropic', 'claude-opus-5-5')
  expect(answer.status).toBe(200)
}

const rowOf = (page: Page, name: string) =>
  page.getByRole('listitem').filter({ has: page.getByRole('link', { name, exact: true }) })

test('an open breaker is seen at once, counts down, and is turned by keyboard', async ({
  page,
  instance,
  upstreams,
}) => {
  await twoRelays(instance, upstreams)
  await instance.api('POST', '/providers/Relay B/trip')
  const row = rowOf(page, 'Relay B')
  await expect(row).toContainText(/Open · \d+:\d\d to next try/)
  await expect(page.getByRole('banner')).toContainText(/Degraded.*Relay B is open, next try in \d+:\d\d/)
  const before = await row.textContent()
  await expect(row).not.toHaveText(before ?? '')

  await row.getByRole('button', { name: 'Breaker of Relay B' }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem').first()).toBeFocused()
  await page.getByRole('menuitem', { name: 'Hold open until reset' }).focus()
  await page.keyboard.press('Enter')
  await expect(row).toContainText('Held open')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(row).not.toContainText('Held open')
  await expect(row.getByRole('button', { name: /^Reset/ })).toHaveCount(0)
})

test('a request that failed over shows its tries on one axis', async ({ page, instance, upstreams }) => {
  await twoRelays(instance, upstreams)
  await page.getByRole('link', { name: 'claude-opus-5-5' }).click()
  const chain = page.getByRole('region', { name: 'Decision chain' })
  // Nobody there is asked once more before the next one is.
  await expect(chain.getByRole('listitem')).toHaveText([/^Relay B/, /^Relay B/, /^Stand-by/])
  await expect(chain.getByRole('img', { name: /^failed/ })).toHaveCount(2)
})

for (const colorScheme of ['light', 'dark'] as const) {
  for (const locale of ['en-GB', 'zh-CN']) {
    test.describe(`${colorScheme}, ${locale}`, () => {
      test.use({ colorScheme, locale })
      test('a fire drill runs to its end, and is accessible on its way', async ({
        page,
        instance,
        upstreams,
      }) => {
        await twoRelays(instance, upstreams)
        const name = locale === 'zh-CN' ? '消防演练' : 'Fire drill'
        await page.getByRole('button', { name, exact: true }).click()
        const panel = page.getByRole('region', { name })
        await expect(panel.getByRole('listitem').nth(4)).toBeVisible()
        await expectAccessible(page)
        await expect(panel.getByRole('status')).toBeVisible({ timeout: 20_000 })
        await expect(panel.getByRole('status')).toContainText(
          /(\d+) (requests, \1 answered|个请求，\1 个得到答案)/,
        )
        await expectAccessible(page)
        const { items } = await instance.api<{ items: { key_name: string }[] }>('GET', '/requests')
        expect(
          items.map(({ key_name }) => key_name),
          'nothing of it is in the log',
        ).not.toContain('drill')
      })
    })
  }
}
