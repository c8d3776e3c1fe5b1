/** Providers: added, changed, tested, ordered, deleted and brought back. */
import { expect, expectAccessible, test } from './support/test'

test('a provider is added by its address, and the next request goes there', async ({
  page,
  instance,
  upstreams,
}) => {
  const key = await instance.newKey()
  await page.getByRole('navigation').getByRole('link', { name: 'Providers' }).click()
  await page.getByRole('button', { name: 'Add a provider' }).click()
  await page.getByRole('button', { name: 'Type the address' }).click()
  await page.getByRole('textbox', { name: 'Credential' }).fill('sk-upstream-0123456789')
  await page.getByRole('textbox', { name: 'Name' }).fill('Relay')
  await page.getByRole('combobox', { name: 'Dialect' }).click()
  await page.getByRole('option', { name: 'Anthropic' }).click()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(upstreams.sensible)
  await page.getByRole('button', { name: 'Save provider' }).click()
  await expect(page.getByRole('heading', { name: 'Relay' })).toBeVisible()
  const answer = await instance.ask(key, 'anthropic', 'claude-opus-5-5')
  expect(answer.text).toContain(upstreams.text)
  expect(await page.content()).not.toContain('sk-upstream-0123456789')
})

test('a test shows its steps and says that it works', async ({ page, instance, upstreams }) => {
  const id = await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  await page.goto(`${instance.pages}/providers?provider=${id}`)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByText(/^It works/)).toBeVisible()
})

test('a changed provider is saved, and a failing one says so', async ({ page, instance, upstreams }) => {
  const id = await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  await page.goto(`${instance.pages}/providers?provider=${id}`)
  await page.getByRole('tab', { name: 'Configuration' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Relay at home')
  await page.getByRole('textbox', { name: 'Base URL' }).fill(upstreams.overloaded)
  // Another server: the credential is asked for again.
  await page.getByRole('textbox', { name: 'Credential' }).fill('sk-upstream-0123456789')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('heading', { name: 'Relay at home' })).toBeVisible()
  await instance.ask(await instance.newKey(), 'anthropic', 'claude-opus-5-5')
  await expect(page.getByText('Failing').first()).toBeVisible()
})

test('a deleted provider comes back with its credential', async ({ page, instance, upstreams }) => {
  const key = await instance.newKey()
  const id = await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  await page.goto(`${instance.pages}/providers?provider=${id}`)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(page.getByText('Deleted Relay')).toBeVisible()
  expect((await instance.ask(key, 'anthropic', 'claude-opus-5-5')).status).toBe(503)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByText('Relay', { exact: true }).first()).toBeVisible()
  expect((await instance.ask(key, 'anthropic', 'claude-opus-5-5')).status).toBe(200)
})

test('an open breaker says until when, and is held and reset from its card', async ({
  page,
  instance,
  upstreams,
}) => {
  const id = await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  await instance.api('POST', `/providers/${id}/trip`)
  await page.goto(`${instance.pages}/providers?provider=${id}`)
  const card = page.getByRole('region', { name: 'Breaker of Relay' })
  await expect(card.getByText(/^0:[0-3]\d$/)).toBeVisible()
  await expectAccessible(page)
  await card.getByRole('button', { name: 'Hold open until reset' }).click()
  await expect(card.getByText('Held open')).toBeVisible()
  await card.getByRole('button', { name: 'Reset' }).click()
  await expect(card).toHaveCount(0)
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name: 'Hold open until reset' }).click()
  await expect(card.getByText('Held open')).toBeVisible()
})
