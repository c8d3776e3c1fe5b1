import { screen, waitFor, within } from '@testing-library/react'
import { HttpResponse } from 'msw'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { session } from '../../api/session'
import { preset, provider, providers, testStream } from '../../mocks/providers'
import { events, failing, problem, server, status, statusIs } from '../../mocks/server'
import { beSignedIn, openApp } from '../../test/app'
// The page comes in a piece of its own; here it is read beforehand, so that no test waits for it.
import './ProvidersPage'

const anthropic = provider({ id: 'a', name: 'Anthropic', priority: 10 })
const relay = provider({ id: 'b', name: 'Relay-B', priority: 20 })
const openai = provider({ id: 'o', name: 'OpenAI', priority: 20, dialect: 'openai-chat' })

/** The application at a path, over these providers. */
function openOver(all: Parameters<typeof providers>[0], path = '/providers') {
  const world = providers(all)
  const line = events()
  server.use(...world.handlers, line.handler)
  return { ...openApp(path), world, line }
}
const rows = () =>
  screen
    .findAllByRole('link', { current: false })
    .then((links) => links.filter((link) => 'row' in link.dataset))
const panel = (name: string) => screen.findByRole('complementary', { name })
const tier = (priority: number) => screen.findByRole('region', { name: new RegExp(`^Priority ${priority}`) })

beforeEach(beSignedIn)
// What was typed and tested is kept until the session ends.
afterEach(() => session.end())

describe('the list of providers', () => {
  it('stands in tiers, with what each did today', async () => {
    openOver([relay, anthropic, openai])
    const first = within(await tier(10))
    expect(first.getByText('Anthropic')).toBeVisible()
    expect(first.getByText('Healthy')).toBeVisible()
    expect(first.getByText('61')).toBeVisible()
    expect(first.getByText('3 failed')).toBeVisible()
    expect(first.getByText('1.1 s')).toBeInTheDocument()
    expect(within(await tier(20)).getAllByRole('listitem')).toHaveLength(2)
  })

  it('says what to do where there is none, and has one that needs no account', async () => {
    const { user, world } = openOver([])
    expect(await screen.findByText('No provider yet')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Use the offline demo provider' }))
    await panel('Demo')
    expect(world.asked[0]).toMatchObject({ method: 'POST', body: { name: 'Demo', kind: 'loopback' } })
  })

  it('says what is wrong and asks again', async () => {
    const world = providers([anthropic])
    server.use(failing('/providers', () => problem('store_unavailable', 503)))
    const { user } = openApp('/providers')
    expect(await screen.findByText('The database can’t be used just now')).toBeVisible()
    server.use(...world.handlers)
    await user.click(screen.getByRole('button', { name: 'Retry' }))
    expect(await tier(10)).toBeVisible()
  })

  it('follows the events', async () => {
    const { line, world } = openOver([anthropic])
    await tier(10)
    await waitFor(() => expect(line.asked).toHaveLength(1))
    world.changeElsewhere('a', { name: 'Renamed' })
    line.push({ type: 'providers_changed', provider_id: 'a', seq: 18 })
    expect(await screen.findByText('Renamed')).toBeVisible()
    world.changeElsewhere('a', { health: { ...anthropic.health, state: 'failing' } })
    line.push({ type: 'provider_health_changed', provider_id: 'a', seq: 19 })
    expect(await screen.findByText('Failing')).toBeVisible()
  })

  it('switches a provider off at once, also when somebody changed it meanwhile', async () => {
    const { user, world } = openOver([anthropic])
    await tier(10)
    world.changeElsewhere('a', { note: 'elsewhere' })
    await user.click(screen.getByRole('switch', { name: 'Use Anthropic' }))
    expect(screen.getByRole('switch', { name: 'Use Anthropic' })).not.toBeChecked()
    await waitFor(() => expect(world.all()[0]).toMatchObject({ enabled: false, note: 'elsewhere' }))
  })

  it('switches back when it can’t be done', async () => {
    const { user } = openOver([anthropic])
    await tier(10)
    server.use(failing('/providers/a', () => problem('store_unavailable', 503)))
    await user.click(screen.getByRole('switch', { name: 'Use Anthropic' }))
    // What is urgent stands in the page twice: once to be seen, once to be read aloud at once.
    await screen.findAllByText(/The database can’t be used just now/)
    expect(screen.getByRole('switch', { name: 'Use Anthropic' })).toBeChecked()
  })

  it('is gone through with the arrows; Enter opens a row, Esc brings the focus back to it', async () => {
    const { user } = openOver([anthropic, relay])
    await tier(10)
    const [first, second] = await rows()
    first?.focus()
    await user.keyboard('{ArrowDown}')
    expect(second).toHaveFocus()
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('heading', { name: 'Relay-B' })).toHaveFocus()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('complementary')).toBeNull())
    expect(screen.getByRole('link', { name: 'Relay-B' })).toHaveFocus()
  })
})

describe('the order', () => {
  it('is changed by keyboard: Space lifts, the arrows go, Space puts down, and each is said', async () => {
    const { user, world } = openOver([anthropic, relay])
    await tier(20)
    screen.getByRole('button', { name: 'Move Relay-B' }).focus()
    await user.keyboard(' ')
    expect(await screen.findByText(/^Picked up Relay-B, the tier it was in/)).toBeInTheDocument()
    await user.keyboard('{ArrowUp}')
    expect(screen.getByText('priority 10, beside Anthropic')).toBeInTheDocument()
    await user.keyboard(' ')
    await waitFor(() =>
      expect(world.asked).toContainEqual({
        method: 'PUT',
        path: '/providers/order',
        body: { tiers: [['a', 'b']] },
      }),
    )
    expect(screen.getByText('Put Relay-B down: priority 10, beside Anthropic.')).toBeInTheDocument()
    expect(within(await tier(10)).getByText('Relay-B')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Move Relay-B' })).toHaveFocus()
  })

  it('stays when Esc is pressed, and the panel stays open', async () => {
    const { user, world } = openOver([anthropic, relay], '/providers?provider=b')
    await panel('Relay-B')
    screen.getByRole('button', { name: 'Move Relay-B' }).focus()
    await user.keyboard(' {ArrowUp}{Escape}')
    expect(screen.getByText('Relay-B stays where it was.')).toBeInTheDocument()
    expect(world.asked).toEqual([])
    expect(screen.getByRole('complementary', { name: 'Relay-B' })).toBeVisible()
  })
})

describe('a provider', () => {
  it('is pinned and unpinned for its dialect', async () => {
    const { user } = openOver([anthropic, relay], '/providers?provider=b')
    await user.click(
      within(await panel('Relay-B')).getByRole('button', { name: 'Pin for Anthropic: use it first' }),
    )
    expect(await within(await tier(20)).findByText(/pinned/)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Unpin: Anthropic goes by priority' }))
    await waitFor(() => expect(screen.queryByText(/pinned/)).toBeNull())
  })

  it('is deleted at once, and brought back by Undo', async () => {
    const { user, world } = openOver([anthropic, relay], '/providers?provider=b')
    await user.click(within(await panel('Relay-B')).getByRole('button', { name: 'More' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Delete' }))
    const said = await screen.findByText('Deleted Relay-B')
    expect(said).toBeVisible()
    await waitFor(() => expect(screen.queryByRole('link', { name: 'Relay-B' })).toBeNull())
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(await screen.findByRole('link', { name: 'Relay-B' })).toBeVisible()
    expect(world.asked.map(({ path }) => path)).toEqual(['/providers/b', '/providers/b/restore'])
  })

  it('sends only what was changed, on the revision it was read at', async () => {
    const { user, world } = openOver([anthropic], '/providers?provider=a&tab=configuration')
    const form = within(await panel('Anthropic'))
    await user.clear(form.getByLabelText('Name'))
    await user.type(form.getByLabelText('Name'), 'Main account')
    await user.type(form.getByLabelText('Credential'), 'sk-new-abcd')
    expect(screen.getByText('2 unsaved')).toBeVisible()
    await user.click(form.getByRole('button', { name: 'Save' }))
    await screen.findByRole('complementary', { name: 'Main account' })
    expect(world.asked).toEqual([
      {
        method: 'PATCH',
        path: '/providers/a',
        body: { name: 'Main account', credential: 'sk-new-abcd', revision: 1 },
      },
    ])
    expect(screen.queryByText(/unsaved/)).toBeNull()
    expect(form.getByLabelText('Credential')).toHaveValue('')
  })

  it('keeps what was typed when its panel is closed', async () => {
    const { user } = openOver([anthropic], '/providers?provider=a&tab=configuration')
    await user.type(within(await panel('Anthropic')).getByLabelText('Name'), ' 2')
    await user.keyboard('{Escape}')
    expect(await within(await tier(10)).findByText(/unsaved/)).toBeVisible()
    await user.click(screen.getByRole('link', { name: 'Anthropic' }))
    await user.click(await screen.findByRole('tab', { name: 'Configuration' }))
    expect(within(await panel('Anthropic')).getByLabelText('Name')).toHaveValue('Anthropic 2')
  })

  it('says at the field what the server refuses', async () => {
    const { user } = openOver([anthropic, relay], '/providers?provider=b&tab=configuration')
    const form = within(await panel('Relay-B'))
    server.use(failing('/providers/b', () => problem('credential_required', 422, { field: 'credential' })))
    await user.type(form.getByLabelText('Base URL'), '.cn')
    await user.click(form.getByRole('button', { name: 'Save' }))
    expect(
      await form.findByText('The address is another server now: type the credential again.'),
    ).toBeVisible()
    expect(form.getByLabelText('Credential')).toHaveFocus()
    expect(form.getByLabelText('Base URL')).toHaveValue('https://relay.example.com.cn')
  })

  it('opens the group in which something is wrong', async () => {
    const { user, world } = openOver([anthropic], '/providers?provider=a&tab=configuration')
    const form = within(await panel('Anthropic'))
    await user.click(form.getByRole('button', { name: /^Time-outs/ }))
    await user.type(form.getByLabelText('Connecting'), 'soon')
    await user.click(form.getByRole('button', { name: /^Time-outs/ }))
    await user.click(form.getByRole('button', { name: 'Save' }))
    expect(await form.findByText('Seconds, like 30 or 0.5.')).toBeVisible()
    expect(world.asked).toEqual([])
  })

  it('that was changed elsewhere shows how, and loses nothing of either', async () => {
    const { user, world } = openOver([relay], '/providers?provider=b&tab=configuration')
    const form = within(await panel('Relay-B'))
    await user.type(form.getByLabelText('Name'), ' mine')
    world.changeElsewhere('b', { name: 'Relay-B theirs', weight: 3 })
    await user.click(form.getByRole('button', { name: 'Save' }))
    expect(await form.findByText('This provider was just changed elsewhere')).toBeVisible()
    expect(form.getByText('Weight: now “3”, was “1”')).toBeVisible()
    expect(form.getByText('Name: theirs is “Relay-B theirs”, yours is “Relay-B mine”')).toBeVisible()
    expect(form.getByLabelText('Name')).toHaveValue('Relay-B mine')
    expect(form.getByLabelText('Weight')).toHaveValue('3')
    await user.click(form.getByRole('button', { name: 'Save' }))
    await waitFor(() =>
      expect(world.all()[0]).toMatchObject({ name: 'Relay-B mine', weight: 3, revision: 3 }),
    )
  })

  it('that was changed elsewhere can be taken as it is there', async () => {
    const { user, world } = openOver([relay], '/providers?provider=b&tab=configuration')
    const form = within(await panel('Relay-B'))
    await user.type(form.getByLabelText('Name'), ' mine')
    world.changeElsewhere('b', { name: 'Theirs' })
    await user.click(form.getByRole('button', { name: 'Save' }))
    await user.click(await form.findByRole('button', { name: 'Use theirs' }))
    expect(screen.queryByText(/unsaved/)).toBeNull()
    expect(within(await panel('Theirs')).getByLabelText('Name')).toHaveValue('Theirs')
  })

  it('is saved without a word where only its switch or its tier was changed elsewhere', async () => {
    const { user, world } = openOver([relay], '/providers?provider=b&tab=configuration')
    const form = within(await panel('Relay-B'))
    await user.type(form.getByLabelText('Name'), ' mine')
    world.changeElsewhere('b', { priority: 30 })
    await user.click(form.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(world.all()[0]).toMatchObject({ name: 'Relay-B mine', priority: 30 }))
    expect(screen.queryByText('This provider was just changed elsewhere')).toBeNull()
  })
})

describe('a test', () => {
  const passed = { outcome: 'passed', duration_ms: 12, status: null, detail: null, cause: null } as const

  it('shows each step as it ends, wherever the stream was cut', async () => {
    const stream = testStream('a')
    server.use(stream.handler)
    const { user } = openOver([anthropic], '/providers?provider=a')
    server.use(stream.handler)
    const tested = within(await panel('Anthropic'))
    await user.click(tested.getByRole('button', { name: 'Test' }))
    const line = JSON.stringify({ type: 'step', step: 'dns', ...passed, detail: '203.0.113.24' })
    stream.pushText(line.slice(0, 20))
    stream.pushText(`${line.slice(20)}\n`)
    expect(await tested.findByText('203.0.113.24')).toBeVisible()
    expect(tested.getByRole('listitem', { current: 'step' })).toHaveTextContent('TCP')
    const steps = [{ step: 'generation', ...passed, detail: 'Hello there' }] as const
    stream.push({
      type: 'report',
      provider_id: 'a',
      provider_name: 'Anthropic',
      passed: true,
      duration_ms: 400,
      model: 'claude-haiku-4-5',
      answer: 'Hello there',
      first_words_ms: 380,
      models: [],
      steps: [...steps],
    })
    stream.close()
    expect(await tested.findByText('It works: first words after 380 ms.')).toBeVisible()
    expect(tested.getByText('“Hello there”')).toBeVisible()
    expect(tested.getByText('claude-haiku-4-5')).toBeVisible()
  })

  it('that failed says why in the person’s language, and its suggestion goes into the form', async () => {
    const stream = testStream('a')
    const { user } = openOver([anthropic], '/providers?provider=a')
    server.use(stream.handler)
    const tested = within(await panel('Anthropic'))
    await user.click(tested.getByRole('button', { name: 'Test' }))
    const cause = {
      failure: 'wrong_base_url',
      en: 'It knows no such path.',
      zh: '没有这个路径。',
      upstream_message: 'not found',
      suggestion: 'https://relay.example.com/claude',
    } as const
    const step = {
      step: 'generation',
      outcome: 'failed',
      duration_ms: 5,
      status: 404,
      detail: null,
      cause,
    } as const
    stream.push({
      type: 'report',
      provider_id: 'a',
      provider_name: 'Anthropic',
      passed: false,
      duration_ms: 400,
      model: null,
      answer: null,
      first_words_ms: null,
      models: [],
      steps: [step],
    })
    stream.close()
    expect(await tested.findByText('It knows no such path.')).toBeVisible()
    expect(tested.getByText('It says: not found')).toBeVisible()
    await user.click(tested.getByRole('button', { name: 'Use it' }))
    expect(await tested.findByLabelText('Base URL')).toHaveValue('https://relay.example.com/claude')
    expect(screen.getByText('1 unsaved')).toBeVisible()
  })

  it('can be stopped', async () => {
    const stream = testStream('a')
    const { user } = openOver([anthropic], '/providers?provider=a')
    server.use(stream.handler)
    const tested = within(await panel('Anthropic'))
    await user.click(tested.getByRole('button', { name: 'Test' }))
    await user.click(await tested.findByRole('button', { name: 'Stop' }))
    expect(await tested.findByText('The test was stopped.')).toBeVisible()
  })

  it('that the server refuses says so', async () => {
    const { user } = openOver([anthropic], '/providers?provider=a')
    server.use(failing('/providers/a/test', () => HttpResponse.error()))
    const tested = within(await panel('Anthropic'))
    await user.click(tested.getByRole('button', { name: 'Test' }))
    expect(await tested.findByText('The gateway can’t be reached')).toBeVisible()
  })
})

describe('adding', () => {
  it('finds a preset, takes a key, and offers the test', async () => {
    const { user, world } = openOver([anthropic])
    await tier(10)
    await user.click(screen.getByRole('button', { name: 'Add' }))
    const adding = within(await panel('Add a provider'))
    await user.type(adding.getByLabelText('Find a provider'), '智谱')
    await user.click(await adding.findByRole('button', { name: /Zhipu GLM/ }))
    const form = within(await panel('Zhipu GLM'))
    expect(form.getByLabelText('Credential')).toHaveFocus()
    await user.type(form.getByLabelText('Credential'), 'sk-glm-1234')
    expect(form.getByText('https://open.bigmodel.cn/api/anthropic/v1/messages')).toBeVisible()
    await user.click(form.getByRole('button', { name: 'Save provider' }))
    const added = within(await panel('Zhipu GLM'))
    expect(await added.findByRole('button', { name: 'Test' })).toBeVisible()
    expect(world.asked).toEqual([
      {
        method: 'POST',
        path: '/providers',
        body: {
          name: 'Zhipu GLM',
          dialect: 'anthropic',
          base_url: 'https://open.bigmodel.cn/api/anthropic',
          credential: 'sk-glm-1234',
          website: preset().website,
        },
      },
    ])
  })

  it('by hand says at the field what is missing', async () => {
    const { user, world } = openOver([anthropic], '/providers?add=true')
    await user.click(within(await panel('Add a provider')).getByRole('button', { name: 'Type the address' }))
    const form = within(await panel('Another provider'))
    await user.click(form.getByRole('button', { name: 'Save provider' }))
    expect(await form.findByText('Give it a name.')).toBeVisible()
    expect(form.getByText(/^Say where it is/)).toBeVisible()
    expect(world.asked).toEqual([])
  })

  it('says that a name is taken', async () => {
    const { user } = openOver([anthropic], '/providers?add=true')
    await user.click(within(await panel('Add a provider')).getByRole('button', { name: 'Type the address' }))
    const form = within(await panel('Another provider'))
    await user.type(form.getByLabelText('Name'), 'Anthropic')
    await user.type(form.getByLabelText('Base URL'), 'https://h')
    await user.click(form.getByRole('button', { name: 'Save provider' }))
    expect(await form.findByText(/^Another provider has this name/)).toBeVisible()
  })
})

describe('a stopped gateway', () => {
  it('shows that no provider carries requests', async () => {
    server.use(statusIs(status({ gateway: 'stopped' })))
    openOver([anthropic])
    const rows = await tier(10)
    expect(rows.querySelector('[class*="live"]')).toBeNull()
  })
})
