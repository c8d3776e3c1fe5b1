/** The simulator: who would serve a request now, why not the others, and the way to what would change it. */
import { expect, expectAccessible, test } from './support/test'

for (const locale of ['en-GB', 'zh-CN'] as const) {
  test.describe(locale, () => {
    test.use({ locale })
    test('what the simulator says is what happens', async ({ page, instance, upstreams }) => {
      const zh = locale === 'zh-CN'
      await instance.addProvider('First', 'anthropic', upstreams.sensible, {
        priority: 10,
        allowed_models: ['claude-opus-*'],
      })
      await instance.addProvider('Second', 'anthropic', upstreams.sensible, {
        priority: 20,
        model_redirects: [{ from: 'claude-haiku-*', to: 'small' }],
      })
      await instance.addProvider('Private', 'anthropic', upstreams.sensible, { priority: 5, tags: ['team'] })
      await instance.addProvider('Resting', 'anthropic', upstreams.sensible, { priority: 30 })
      await instance.api('POST', '/providers/Resting/hold')
      await instance.api('POST', '/users', { name: 'mei' })
      const { secret } = await instance.api<{ secret: string }>('POST', '/keys', {
        user: 'mei',
        name: 'desk',
      })
      await page.goto(`${instance.pages}/providers`)
      await page.getByRole('button', { name: zh ? '谁来接？' : 'Who serves it?' }).click()
      const panel = page.getByRole('complementary')
      await panel.getByLabel(zh ? '模型' : 'Model').fill('claude-haiku-5')
      await panel.getByRole('combobox', { name: zh ? '密钥' : 'Key' }).click()
      await page.getByRole('option', { name: 'mei · desk' }).click()
      const order = panel.getByRole('list', { name: zh ? '依次使用' : 'Used in this order' })
      const skipped = panel.getByRole('list', { name: zh ? '不用的' : 'Not used' })
      await expect(order.getByRole('listitem').first()).toContainText('Second')
      await expect(order).toContainText('small')
      await expect(skipped.getByRole('listitem').filter({ hasText: 'First' })).toContainText('claude-opus-*')
      await expect(skipped.getByRole('listitem').filter({ hasText: 'Resting' })).toContainText(
        zh ? '手动断开' : 'Held open',
      )
      await expect(skipped.getByRole('listitem').filter({ hasText: 'Private' })).toContainText('team')
      await expectAccessible(page)
      // The first of the order is who answers.
      expect((await instance.ask(secret, 'anthropic', 'claude-haiku-5')).status).toBe(200)
      const latest = async () => {
        const path = '/requests?limit=1'
        const { items } = await instance.api<{ items: Record<string, unknown>[] }>('GET', path)
        return items[0]
      }
      await expect.poll(latest).toMatchObject({ provider_name: 'Second', sent_model: 'small' })
      // What keeps another away can be changed from here, and Back comes back with the question.
      await skipped
        .getByRole('listitem')
        .filter({ hasText: 'First' })
        .getByRole('link', { name: zh ? '改模型' : 'Change its models' })
        .click()
      await expect(
        page.getByRole('textbox', { name: zh ? '只用这些模型' : 'Only these models' }),
      ).toBeFocused()
      await page.goBack()
      await expect(panel.getByLabel(zh ? '模型' : 'Model')).toHaveValue('claude-haiku-5')
    })
  })
}
