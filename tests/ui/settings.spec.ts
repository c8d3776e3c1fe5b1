/** Settings: set where they are shown, kept by the gateway. */
import { expect, test } from './support/test'

test.describe('with an address that is none', () => {
  // The browser notes each refusal itself.
  test.use({ expected: /status of 422/ })
  test('a setting is kept, and a wrong one is told why', async ({ page, instance }) => {
    await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
    const address = page.getByRole('textbox', { name: 'Public address' })
    await address.fill('not an address')
    await address.press('Enter')
    await expect(page.getByText(/Type a whole http or https address/)).toBeVisible()
    await address.fill('https://switch.example.org')
    await address.press('Enter')
    await expect
      .poll(async () => (await instance.api<{ value: unknown }>('GET', '/settings/public_url')).value)
      .toBe('https://switch.example.org')
    await page.reload()
    await expect(page.getByRole('textbox', { name: 'Public address' })).toHaveValue(
      'https://switch.example.org',
    )
  })
})

test('a port that a flag decides is locked and says so', async ({ page }) => {
  await page.getByRole('navigation').getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('Set by a flag at the start; it can’t be changed here.').first()).toBeVisible()
})
