/** A provider's whole configuration: typed, kept, and shown again as far as it may be. */
import type { Page } from '@playwright/test'
import { expect, expectAccessible, test } from './support/test'

const section = (page: Page, name: string) => page.getByRole('button', { name: new RegExp(`^${name}`) })

/** Opens sections of the form. */
const open = async (page: Page, ...names: string[]) => {
  for (const name of names) await section(page, name).click()
}

test('all that can be said of a provider is kept, and secrets come back masked', async ({
  page,
  instance,
  upstreams,
}) => {
  const id = await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  await page.goto(`${instance.pages}/providers?provider=${id}&tab=configuration`)
  await open(page, 'Models and redirects', 'Choosing and sharing', 'Breaker', 'Network and TLS', 'Requests')
  await page.getByRole('button', { name: 'Add a redirect' }).click()
  await page.getByRole('textbox', { name: 'Asked for' }).fill('claude-haiku-*')
  await page.getByRole('textbox', { name: 'Sent', exact: true }).fill('glm-4.5-air')
  await page.getByRole('textbox', { name: 'Groups it belongs to' }).fill('Team A, home')
  await page.getByRole('textbox', { name: 'From' }).fill('22:00')
  await page.getByRole('textbox', { name: 'Until' }).fill('06:00')
  await page.getByRole('textbox', { name: 'Stays open' }).fill('60')
  await page.getByRole('textbox', { name: 'Proxy address' }).fill('socks5://me:hush-hush@127.0.0.1:9')
  await page.getByRole('checkbox', { name: 'Go directly when the proxy can’t be used' }).check()
  await page.getByRole('button', { name: 'Add a header' }).click()
  await page.getByRole('textbox', { name: 'Name', exact: true }).last().fill('X-Team')
  await page.getByRole('textbox', { name: 'Value' }).fill('a-secret-of-the-team')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)

  await page.reload()
  await expect(section(page, 'Models and redirects')).toContainText('redirects: 1')
  await expect(section(page, 'Breaker')).toContainText('Stays open: 60 s')
  await expect(section(page, 'Requests')).toContainText('headers: 1')
  await open(page, 'Network and TLS', 'Requests', 'Choosing and sharing')
  await expect(page.getByRole('textbox', { name: 'Proxy address' })).toHaveValue('socks5://me@127.0.0.1:9')
  await expect(page.getByRole('textbox', { name: 'Value' })).toHaveValue('••••team')
  await expect(page.getByRole('textbox', { name: 'Groups it belongs to' })).toHaveValue('team a, home')
  expect(await page.content()).not.toMatch(/hush-hush|a-secret-of-the-team/)

  // What was masked and left alone stays what it was.
  await page.getByRole('textbox', { name: 'Weight' }).fill('3')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCount(0)
  const kept = await instance.api<Record<string, unknown>>('GET', `/providers/${id}`)
  expect(kept).toMatchObject({
    weight: 3,
    has_proxy_password: true,
    custom_headers: { 'x-team': '••••team' },
    model_redirects: [{ from: 'claude-haiku-*', to: 'glm-4.5-air' }],
    tags: ['team a', 'home'],
    breaker_open_ms: 60_000,
  })
})

test('what can’t be right is said beside its field, which opens', async ({ page, instance, upstreams }) => {
  const id = await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  await page.goto(`${instance.pages}/providers?provider=${id}&tab=configuration`)
  await open(page, 'Choosing and sharing')
  await page.getByRole('textbox', { name: 'From' }).fill('22:00')
  await page.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('textbox', { name: 'Until' })).toBeFocused()
  await expect(page.getByRole('textbox', { name: 'Until' })).toHaveAccessibleDescription(
    'Say when it ends, too.',
  )
})

test.describe('with a name that the gateway keeps for itself', () => {
  // The browser notes each refusal itself.
  test.use({ expected: /status of 422/ })
  test('what the gateway refuses is said beside its field', async ({ page, instance, upstreams }) => {
    const id = await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
    await page.goto(`${instance.pages}/providers?provider=${id}&tab=configuration`)
    const name = page.getByRole('textbox', { name: 'Name' })
    await name.fill('order')
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(name).toBeFocused()
    await expect(name).toHaveAccessibleDescription(/^Not accepted: /)
  })
})

test('a second credential takes its turn, and the first can go', async ({ page, instance, upstreams }) => {
  const id = await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  await page.goto(`${instance.pages}/providers?provider=${id}&tab=configuration`)
  const credentials = page.getByRole('group', { name: 'Credentials' })
  await credentials.getByRole('button', { name: 'Add another, used in turn' }).click()
  await credentials.getByRole('textbox', { name: 'New credential' }).fill('sk-upstream-second-9876')
  await expectAccessible(page)
  await page.keyboard.press('Enter')
  await expect(credentials.getByRole('listitem')).toHaveCount(2)
  await expect(credentials.getByText('…9876')).toBeVisible()
  await credentials.getByRole('button', { name: 'Remove Credential …6789' }).click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Remove credential', exact: true }).click()
  await expect(credentials.getByRole('listitem')).toHaveCount(1)
  const answer = await instance.ask(await instance.newKey(), 'anthropic', 'claude-opus-5-5')
  expect(answer.status).toBe(200)
  expect(await page.content()).not.toContain('sk-upstream-second')
})

for (const dialect of ['anthropic', 'openai-responses', 'gemini'] as const) {
  test(`the form for ${dialect} is accessible with all its sections open, and no wider than its panel`, async ({
    page,
    instance,
    upstreams,
  }) => {
    const id = await instance.addProvider('Relay', dialect, upstreams.sensible, {
      model_redirects: [
        { from: 'a-long-name-of-a-model-with-a-date-20260101', to: 'another-long-name-of-a-model' },
      ],
      custom_headers: { 'x-team': 'a-secret-of-the-team' },
      accept_any_certificate: true,
    })
    await page.setViewportSize({ width: 820, height: 560 })
    await page.goto(`${instance.pages}/providers?provider=${id}&tab=configuration`)
    const names = ['Models and redirects', 'Choosing and sharing', 'Time-outs', 'Breaker', 'Network and TLS']
    await open(page, ...names, 'Requests', 'Overrides', 'Website and note')
    await expectAccessible(page)
    const wider = await page
      .getByRole('complementary')
      .evaluate((panel) => [...panel.children].some((part) => part.scrollWidth > part.clientWidth))
    expect(wider).toBe(false)
  })
}
