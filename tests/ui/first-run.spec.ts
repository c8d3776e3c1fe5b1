/** From nothing to the first answer: what a person meets who has just installed it. */
import { exec } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, expectAccessible, test } from './support/test'

test.use({ fresh: true })

test('the first steps lead from nothing to an answered request', async ({ page, instance, upstreams }) => {
  await expect(page.getByRole('heading', { name: 'Add a provider' })).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Type the address' }).click()
  await page.getByRole('textbox', { name: 'Credential' }).fill('sk-upstream-0123456789')
  await page.getByRole('textbox', { name: 'Name' }).fill('Relay')
  await page.getByRole('combobox', { name: 'Dialect' }).click()
  await page.getByRole('option', { name: 'Anthropic' }).click()
  await page.getByRole('textbox', { name: 'Base URL' }).fill(upstreams.sensible)
  await page.getByRole('button', { name: 'Save provider' }).click()
  await expect(page.getByText(/Relay.* is added/)).toBeVisible()
  await page.getByRole('button', { name: 'Go on' }).click()

  await expect(page.getByRole('heading', { name: 'Connect a tool' })).toBeVisible()
  await page.getByRole('button', { name: 'Create key' }).click()
  await expect(page.getByText(instance.gateway).first()).toBeVisible()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Go on' }).click()

  await expect(page.getByText('Waiting for the first request from your tool')).toBeVisible()
  await expectAccessible(page)
  // Pasted into a terminal, as a person does.
  const command = await page.locator('code', { hasText: 'curl' }).first().textContent()
  const { stdout } = await promisify(exec)(command ?? '', { env: { PATH: process.env.PATH } })
  expect(stdout).toContain(upstreams.text)
  await expect(page.getByText('The provider answered')).toBeVisible()
  await page.getByRole('button', { name: 'Done: go to the overview' }).click()
  await expect(page.getByRole('navigation')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeAttached()
})

test('the first steps can be left, and don’t come back', async ({ page }) => {
  await page.getByRole('button', { name: 'Not now: go to the overview' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeAttached()
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeAttached()
})
