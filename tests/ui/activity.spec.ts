/** Activity: live, without a reload; a request opens beside the list. */
import { expect, test } from './support/test'

test('a request shows while it runs and when it has ended', async ({ page, instance, upstreams }) => {
  await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  const key = await instance.newKey()
  await page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click()
  await expect(page.getByText('No request has come through yet')).toBeVisible()
  const leave = await instance.askAndHold(key, 'anthropic', 'talks-for-long')
  await expect(page.getByText('talks-for-long').first()).toBeVisible()
  await expect(page.getByText('In flight').first()).toBeVisible()
  leave()
  await expect(page.getByText('Cancelled').first()).toBeVisible()
})

test('a request opens beside the list and tells why another provider answered', async ({
  page,
  instance,
  upstreams,
}) => {
  await instance.addProvider('Overloaded', 'anthropic', upstreams.overloaded, { priority: 1 })
  await instance.addProvider('Relay', 'anthropic', upstreams.sensible, { priority: 2 })
  const key = await instance.newKey()
  await page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click()
  const answer = await instance.ask(key, 'anthropic', 'claude-opus-5-5', true)
  expect(answer.status).toBe(200)
  await page.getByText('claude-opus-5-5').first().click()
  await expect(page.getByText(/Answered by Relay\. Before that, Overloaded answered 503/)).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByText(/Answered by Relay\. Before that/)).toBeHidden()
})

test('two hundred requests in a row don’t make a full list jump or complain', async ({
  page,
  instance,
  upstreams,
}) => {
  await instance.addProvider('Relay', 'anthropic', upstreams.sensible)
  const key = await instance.newKey()
  const ask = (from: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, number) => instance.ask(key, 'anthropic', `model-${from + number}`)),
    )
  for (const from of [0, 20, 40]) await ask(from, 20)
  await page.getByRole('navigation').getByRole('link', { name: 'Activity' }).click()
  await expect(page.getByText(/^model-5\d$/).first()).toBeVisible()
  for (let from = 60; from < 260; from += 20) await ask(from, 20)
  await expect(page.getByText(/^model-25\d$/).first()).toBeVisible()
})
