/** Settings: set where they are shown, kept by the gateway. */
import { expect, expectAccessible, test } from './support/test'

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

test('an alias is made, answers by its name, and is removed and brought back', async ({
  page,
  instance,
  upstreams,
}) => {
  await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  const key = await instance.newKey()
  await page.goto(`${instance.pages}/settings#aliases`)
  await page.getByRole('button', { name: 'Add an alias' }).click()
  await page.getByRole('textbox', { name: 'Alias' }).fill('fast')
  await page.getByRole('combobox', { name: 'Model at Relay' }).fill('claude-haiku-5')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save alias' }).click()
  const aliases = page.getByRole('region', { name: 'Model aliases' })
  await expect(aliases.getByText('Relay claude-haiku-5')).toBeVisible()
  expect((await instance.ask(key, 'anthropic', 'fast')).status).toBe(200)
  await aliases.getByRole('button', { name: 'Remove alias fast' }).click()
  await expect(aliases.getByText('Relay claude-haiku-5')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(aliases.getByText('Relay claude-haiku-5')).toBeVisible()
})

test('Codex’s instructions are typed, and kept by their family', async ({ page, instance }) => {
  await page.goto(`${instance.pages}/settings#instructions`)
  await page.getByRole('button', { name: 'Add instructions' }).click()
  await page.getByRole('textbox', { name: 'Family of models' }).fill('gpt-5-codex')
  await page.getByRole('textbox', { name: 'Instructions' }).fill('You are Codex. '.repeat(20))
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save instructions' }).click()
  await expect(page.getByText('Typed by you, 300 characters')).toBeVisible()
  const { value } = await instance.api<{ value: unknown }>('GET', '/settings/codex_instructions')
  expect(value).toEqual({ 'gpt-5-codex': { text: 'You are Codex. '.repeat(20), version: '' } })
})
