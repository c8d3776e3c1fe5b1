/** Keys: made, shown once, used, revoked. */
import { expect, test } from './support/test'

test('a new key is shown once, works, and ends when it is revoked', async ({ page, instance, upstreams }) => {
  await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  await page.getByRole('navigation').getByRole('link', { name: 'Keys' }).click()
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('new laptop')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const secret =
    (await dialog
      .locator('code', { hasText: /^sk-sy-/ })
      .first()
      .textContent()) ?? ''
  expect((await instance.ask(secret, 'anthropic', 'claude-opus-5-5')).status).toBe(200)

  // Closing it uncopied asks once.
  await dialog.getByRole('button', { name: 'Done' }).click()
  await dialog.getByRole('button', { name: 'Close without copying' }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByText(secret)).toHaveCount(0)
  await page.reload()
  await expect(page.getByText('new laptop').first()).toBeVisible()
  expect(await page.content()).not.toContain(secret)

  await page.getByText('new laptop').first().click()
  await page.getByRole('button', { name: 'Revoke' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke key' }).click()
  await expect(page.getByText('“new laptop” is revoked')).toBeVisible()
  expect((await instance.ask(secret, 'anthropic', 'claude-opus-5-5')).status).toBe(401)
})

test('a copied key is the key', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.getByRole('navigation').getByRole('link', { name: 'Keys' }).click()
  await page.getByRole('button', { name: 'New key' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name' }).fill('new laptop')
  await dialog.getByRole('button', { name: 'Create key' }).click()
  const secret =
    (await dialog
      .locator('code', { hasText: /^sk-sy-/ })
      .first()
      .textContent()) ?? ''
  await dialog.getByRole('button', { name: 'Copy key' }).click()
  await expect(dialog.getByText('Copied', { exact: true }).first()).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toBeHidden()
})
