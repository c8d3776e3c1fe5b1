/** Language and theme: the system’s until something else is chosen, changed in place, kept. */
import { expect, test } from './support/test'

test.describe('on a Chinese system', () => {
  test.use({ locale: 'zh-CN' })
  test('the pages are Chinese', async ({ page }) => {
    await expect(page.locator('html')).toHaveAttribute('lang', /^zh/)
    await expect(page.getByRole('navigation').getByText('概览')).toBeVisible()
  })
})

test('another language is there at once, and after a reload', async ({ page }) => {
  await page.getByRole('button', { name: 'Language and theme' }).click()
  await page.getByRole('menuitemradio', { name: '简体中文' }).click()
  await expect(page.getByRole('navigation').getByText('概览')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('navigation').getByText('概览')).toBeVisible()
})

test('the dark theme is there at once, and before the first paint after a reload', async ({ page }) => {
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await background()
  await page.getByRole('button', { name: 'Language and theme' }).click()
  await page.getByRole('menuitemradio', { name: 'Dark' }).click()
  await expect.poll(background).not.toBe(light)
  const dark = await background()
  await page.reload()
  expect(await background()).toBe(dark)
})
