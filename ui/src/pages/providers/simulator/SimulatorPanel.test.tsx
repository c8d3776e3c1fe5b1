import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { Route } from '../../../api/queries'
import { aliasServer } from '../../../mocks/aliases'
import { key, peopleServer, user as person } from '../../../mocks/people'
import { provider } from '../../../mocks/providers'
import { routeServer } from '../../../mocks/route'
import { failing, problem, server } from '../../../mocks/server'
import { anthropic, openOver, panel, relay } from '../../../test/providersPage'

type Candidate = Route['candidates'][number]

const candidate = (changes: Partial<Candidate>, why: Partial<Candidate['why']> = {}): Candidate => ({
  provider_id: 'a',
  provider_name: 'Anthropic',
  rank: 1,
  model: 'claude-sonnet-5',
  why: {
    pinned: false,
    session: false,
    priority: 10,
    knows_model: true,
    converted: false,
    share_permille: 1_000,
    replaced_by: null,
    text: { en: '', zh: '' },
    ...why,
  },
  ...changes,
})

function open(answer: Partial<Route>, path = '/providers') {
  const route = routeServer(answer)
  const people = peopleServer([person()], [key({ id: 'k7', name: 'laptop' })])
  const aliases = aliasServer([{ name: 'fast', models: [] }])
  const opened = openOver(
    [
      anthropic,
      relay,
      provider({ id: 'n', name: 'Night', priority: 30, schedule_from: '22:00', schedule_until: '06:00' }),
    ],
    path,
  )
  server.use(route.handler, ...people.handlers, ...aliases.handlers)
  return { ...opened, route }
}
const simulator = async () => within(await panel('Who serves a request'))

describe('the simulator', () => {
  it('says who would be asked in which order, and who is sent another model', async () => {
    const { user, route } = open({
      candidates: [
        candidate({}, { pinned: true }),
        candidate(
          { provider_id: 'b', provider_name: 'Relay-B', rank: 2, model: 'glm-4.6' },
          { priority: 20, share_permille: 750, knows_model: false, replaced_by: 'redirect' },
        ),
      ],
    })
    await user.click(await screen.findByRole('button', { name: 'Who serves it?' }))
    const shown = await simulator()
    expect(shown.getByText('Type a model to see.')).toBeVisible()
    await user.type(shown.getByLabelText('Model'), 'claude-sonnet-5')
    expect(await shown.findByText('Anthropic would serve it.')).toBeVisible()
    const order = within(shown.getByRole('list', { name: 'Used in this order' })).getAllByRole('listitem')
    expect(order.map((row) => row.textContent)).toEqual([
      '1Anthropicpinned · Priority: 10',
      '2Relay-Bby a redirect glm-4.6Priority: 20 · 75% of its equals · may not have the model',
    ])
    expect(route.asked.at(-1)).toEqual({
      model: 'claude-sonnet-5',
      dialect: 'anthropic',
      key: null,
      client: null,
      session: null,
    })
  })

  it('asks for a key, a dialect and a client, and offers the names it knows', async () => {
    const { user, route } = open({ candidates: [candidate({})] })
    await user.click(await screen.findByRole('button', { name: 'Who serves it?' }))
    const shown = await simulator()
    await user.click(shown.getByLabelText('Model'))
    await user.click(await screen.findByRole('option', { name: 'fast' }))
    await user.click(shown.getByRole('combobox', { name: 'Dialect' }))
    await user.click(await screen.findByRole('option', { name: 'OpenAI Chat' }))
    await user.click(shown.getByRole('combobox', { name: 'Key' }))
    await user.click(await screen.findByRole('option', { name: 'owner · laptop' }))
    await user.type(shown.getByLabelText('Client'), 'codex_cli_rs/1')
    await waitFor(() =>
      expect(route.asked.at(-1)).toEqual({
        model: 'fast',
        dialect: 'openai-chat',
        key: 'k7',
        client: 'codex_cli_rs/1',
        session: null,
      }),
    )
  })

  it('says why the others are not asked, and leads to what would change it', async () => {
    const until = new Date(Date.now() + 60_000).toISOString()
    const { user } = open({
      candidates: [candidate({})],
      skipped: [
        { provider_id: 'n', provider_name: 'Night', verdict: 'skipped', reason: 'schedule' },
        { provider_id: 'b', provider_name: 'Relay-B', verdict: 'resting', reason: 'breaker_open', until },
      ],
    })
    await user.click(await screen.findByRole('button', { name: 'Who serves it?' }))
    await user.type((await simulator()).getByLabelText('Model'), 'm')
    const list = within(await (await simulator()).findByRole('list', { name: 'Not used' }))
    expect(list.getByText(/It is outside its hours, 22:00–06:00\./)).toBeVisible()
    expect(list.getByText(/^Open, until /)).toBeVisible()
    await user.click(list.getByRole('link', { name: 'Change its hours' }))
    expect(await within(await panel('Night')).findByLabelText('From')).toHaveFocus()
  })

  it('says so when nobody can, in the gateway’s words', async () => {
    const { user } = open({ message: { en: 'no provider serves the model `m`', zh: '没有供应商提供 m' } })
    await user.click(await screen.findByRole('button', { name: 'Who serves it?' }))
    await user.type((await simulator()).getByLabelText('Model'), 'm')
    expect(await (await simulator()).findByText('Nobody can serve it now')).toBeVisible()
    expect((await simulator()).getByText('no provider serves the model `m`')).toBeVisible()
  })

  it('has its question in the address, where Back finds it again', async () => {
    const asked = encodeURIComponent(JSON.stringify({ model: 'claude-sonnet-5', dialect: 'gemini' }))
    const { user, router } = open({ candidates: [candidate({})] }, `/providers?route=${asked}`)
    expect((await simulator()).getByLabelText('Model')).toHaveValue('claude-sonnet-5')
    expect((await simulator()).getByRole('combobox', { name: 'Dialect' })).toHaveTextContent('Gemini')
    const order = within(await (await simulator()).findByRole('list', { name: 'Used in this order' }))
    await user.click(order.getByRole('link', { name: 'Anthropic' }))
    await panel('Anthropic')
    router.history.back()
    expect((await simulator()).getByLabelText('Model')).toHaveValue('claude-sonnet-5')
  })

  it('says what is wrong when it can’t be asked', async () => {
    const { user } = open({})
    server.use(failing('/route', () => problem('not_running', 409)))
    await user.click(await screen.findByRole('button', { name: 'Who serves it?' }))
    await user.type((await simulator()).getByLabelText('Model'), 'm')
    expect(await (await simulator()).findByText('in the server’s own words')).toBeVisible()
  })
})
