import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { key, peopleServer, SECRET, user } from '../../mocks/people'
import { events, failing, problem, server } from '../../mocks/server'
import { settingsServer } from '../../mocks/settings'
import { beSignedIn, openApp } from '../../test/app'
// Loaded with the test: the page is fetched when it is first opened, and that is not what is waited for here.
import './KeysPage'

beforeEach(() => {
  beSignedIn()
  server.use(...settingsServer([]).handlers)
})

const owner = user()
const lin = user({ id: '0190a000-0000-7000-8000-000000000002', name: 'Lin Xiao', role: 'member' })
const laptop = key()
const ci = key({
  id: '0190a000-0000-7000-8000-0000000000a2',
  user_id: lin.id,
  user_name: lin.name,
  name: 'ci',
  expires_at: '2020-01-01T00:00:00.000Z',
})

function open(users = [owner, lin], keys = [laptop, ci], path = '/keys') {
  const door = peopleServer(users.slice(), keys.slice())
  server.use(...door.handlers)
  return { ...openApp(path), ...door }
}

const panelOf = (name: string) => screen.findByRole('complementary', { name })

describe('the list of users and keys', () => {
  it('shows each user with their keys below, and what is wrong with them', async () => {
    open()
    const table = await screen.findByRole('table', { name: 'Users and keys' })
    const rows = within(table).getAllByRole('row').slice(1)
    expect(rows.map((row) => within(row).getByRole('link').textContent)).toEqual([
      'owner',
      'laptop',
      'Lin Xiao',
      'ci',
    ])
    expect(within(rows[3] as HTMLElement).getByText('Expired')).toBeVisible()
    expect(within(rows[1] as HTMLElement).getByText('sk-sy-Ab3d…9xQ2')).toBeVisible()
  })

  it('is walked by the arrows, opened by Enter, and has the focus back after Escape', async () => {
    const { user: person } = open()
    ;(await screen.findByRole('link', { name: 'owner' })).focus()
    await person.keyboard('{ArrowDown}{Enter}')
    const panel = await panelOf('laptop')
    expect(within(panel).getByText('shown once, at creation', { exact: false })).toBeVisible()
    await person.keyboard('{Escape}')
    await waitFor(() => expect(screen.getByRole('link', { name: 'laptop' })).toHaveFocus())
    expect(screen.queryByRole('complementary')).toBeNull()
  })

  it('says what to do where there is no key', async () => {
    open([owner], [])
    expect(await screen.findByText('There is no key yet')).toBeVisible()
  })

  it('follows the events', async () => {
    const line = events()
    const keys = [laptop]
    const door = peopleServer([owner], keys)
    server.use(line.handler, ...door.handlers)
    openApp('/keys')
    await screen.findByRole('link', { name: 'laptop' })
    keys.push(key({ id: '0190a000-0000-7000-8000-0000000000a9', name: 'made elsewhere' }))
    line.push({ type: 'keys_changed', seq: 18 })
    expect(await screen.findByRole('link', { name: 'made elsewhere' })).toBeVisible()
  })

  it('says what is wrong and asks again', async () => {
    server.use(failing('/users', () => problem('store_unavailable', 503)))
    server.use(failing('/keys', () => problem('store_unavailable', 503)))
    const { user: person } = openApp('/keys')
    expect(await screen.findByText('The database can’t be used just now')).toBeVisible()
    server.use(...peopleServer([owner], [laptop]).handlers)
    await person.click(screen.getByRole('button', { name: 'Retry' }))
    expect(await screen.findByRole('link', { name: 'laptop' })).toBeVisible()
  })
})

describe('a new key', () => {
  async function make() {
    const opened = open()
    await opened.user.click(await screen.findByRole('button', { name: 'New key' }))
    await opened.user.type(await screen.findByLabelText('Name'), 'new laptop')
    await opened.user.click(screen.getByRole('button', { name: '30 days' }))
    await opened.user.click(screen.getByRole('button', { name: 'Create key' }))
    await screen.findByRole('dialog', { name: 'Key created: owner / new laptop' })
    return opened
  }

  it('is shown once, with the lines to paste, and asks before it is closed uncopied', async () => {
    const { user: person, queries } = await make()
    expect(screen.getByText(SECRET)).toBeVisible()
    expect(await screen.findByText(/"ANTHROPIC_AUTH_TOKEN"/)).toHaveTextContent(SECRET)
    await person.click(screen.getByRole('button', { name: 'Done' }))
    expect(screen.getByText(SECRET)).toBeVisible()
    await person.click(screen.getByRole('button', { name: 'Close without copying' }))
    await waitFor(() => expect(screen.queryByText(SECRET)).toBeNull())
    expect(await screen.findByRole('link', { name: 'new laptop' })).toBeVisible()
    expect(
      JSON.stringify(
        queries
          .getQueryCache()
          .getAll()
          .map(({ state }) => state.data),
      ),
    ).not.toContain(SECRET)
  })

  it('is closed at once after it was copied', async () => {
    const { user: person } = await make()
    await person.click(screen.getByRole('button', { name: 'Copy key' }))
    expect(await navigator.clipboard.readText()).toBe(SECRET)
    await person.click(screen.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByText(SECRET)).toBeNull())
  })

  it('stops working at the end of the day that was chosen', async () => {
    const { asked } = await make()
    const body = asked.find(({ what }) => what === 'POST /keys')?.body as { expires_at: string }
    const end = new Date(body.expires_at)
    expect([end.getHours(), end.getMinutes(), end.getSeconds()]).toEqual([23, 59, 59])
    const today = new Date()
    expect(end.toDateString()).toBe(
      new Date(today.getFullYear(), today.getMonth(), today.getDate() + 30).toDateString(),
    )
  })

  it('without a name is not asked for', async () => {
    const { user: person, asked } = open()
    await person.click(await screen.findByRole('button', { name: 'New key' }))
    await person.click(await screen.findByRole('button', { name: 'Create key' }))
    expect(screen.getByLabelText('Name')).toBeInvalid()
    expect(asked).toEqual([])
  })
})

describe('a key', () => {
  const path = `/keys?key=${laptop.id}`

  it('is changed by what was typed alone', async () => {
    const { user: person, asked } = open([owner], [laptop], path)
    const name = within(await panelOf('laptop')).getByLabelText('Name')
    await person.clear(name)
    await person.type(name, 'desk')
    await person.click(screen.getByRole('button', { name: 'Save' }))
    expect(await panelOf('desk')).toBeVisible()
    expect(asked).toEqual([{ what: `PATCH /keys/${laptop.id}`, body: { name: 'desk', revision: 1 } }])
    expect(screen.queryByRole('button', { name: 'Save' })).toBeNull()
  })

  it('that was changed elsewhere meanwhile keeps what was typed, and is saved the second time', async () => {
    const keys = [{ ...laptop }]
    const door = peopleServer([owner], keys)
    server.use(...door.handlers)
    const { user: person } = openApp(path)
    const panel = await panelOf('laptop')
    keys[0] = { ...laptop, enabled: false, revision: 2 }
    await person.type(within(panel).getByLabelText('Name'), ' of Ann')
    await person.click(within(panel).getByRole('button', { name: 'Save' }))
    expect(await within(panel).findByText('It was changed after you opened it')).toBeVisible()
    expect(await within(panel).findByText('Off')).toBeVisible()
    expect(within(panel).getByLabelText('Name')).toHaveValue('laptop of Ann')
    await person.click(within(panel).getByRole('button', { name: 'Save' }))
    expect(await panelOf('laptop of Ann')).toBeVisible()
  })

  it('whose models are refused says so at the field, which opens', async () => {
    const { user: person } = open([owner], [laptop], path)
    const panel = await panelOf('laptop')
    await person.click(within(panel).getByRole('button', { name: /^May use/ }))
    await person.type(within(panel).getByLabelText('Models'), 'claude-*，a..b')
    await person.click(within(panel).getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(within(panel).getByLabelText('Models')).toBeInvalid())
  })

  it('is kept to groups, whose names may have spaces, and a half star is refused at the field', async () => {
    const { user: person, asked } = open([owner], [laptop], path)
    const panel = await panelOf('laptop')
    await person.click(within(panel).getByRole('button', { name: /^May use/ }))
    const groups = within(panel).getByLabelText('Groups')
    await person.type(groups, 'team*')
    await person.click(within(panel).getByRole('button', { name: 'Save' }))
    expect(groups).toBeInvalid()
    expect(asked).toEqual([])
    await person.clear(groups)
    await person.type(groups, 'team a，home')
    await person.click(within(panel).getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(asked[0]?.body).toEqual({ groups: ['team a', 'home'], revision: 1 }))
  })

  it('is switched off at once', async () => {
    const { user: person, asked } = open([owner], [laptop], path)
    await person.click(await screen.findByRole('button', { name: 'Switch off' }))
    expect(await screen.findByRole('button', { name: 'Switch on' })).toBeVisible()
    expect(asked[0]?.body).toEqual({ enabled: false, revision: 1 })
  })

  it('is revoked after a question that says what breaks', async () => {
    const { user: person, asked } = open([owner], [laptop], path)
    await person.click(await screen.findByRole('button', { name: 'Revoke' }))
    const dialog = await screen.findByRole('dialog', { name: 'Revoke “laptop”?' })
    expect(within(dialog).getByText(/gets 401 from its next request on/)).toBeVisible()
    expect(asked).toEqual([])
    await person.click(within(dialog).getByRole('button', { name: 'Revoke key' }))
    await waitFor(() => expect(screen.queryByRole('link', { name: 'laptop' })).toBeNull())
  })
})

describe('a user', () => {
  it('is added, and then looked at', async () => {
    const { user: person, asked } = open()
    await person.click(await screen.findByRole('button', { name: 'Add user' }))
    await person.type(await screen.findByLabelText('Name'), 'Chen Mo')
    await person.click(screen.getByRole('button', { name: 'Add' }))
    expect(await panelOf('Chen Mo')).toBeVisible()
    expect(asked[0]).toMatchObject({ what: 'POST /users', body: { name: 'Chen Mo', role: 'member' } })
  })

  it('whose name is taken is told so at the name', async () => {
    const { user: person } = open()
    await person.click(await screen.findByRole('button', { name: 'Add user' }))
    await person.type(await screen.findByLabelText('Name'), 'owner')
    await person.click(screen.getByRole('button', { name: 'Add' }))
    await waitFor(() => expect(screen.getByLabelText('Name')).toBeInvalid())
    expect(screen.getByLabelText('Name')).toHaveAccessibleDescription(/has this name already/)
  })

  it('who is the last admin is not removed, and the dialog says what to do', async () => {
    const { user: person } = open([owner, lin], [laptop, ci], `/keys?user=${owner.id}`)
    await person.click(await screen.findByRole('button', { name: 'Delete user' }))
    const dialog = await screen.findByRole('dialog', { name: 'Delete “owner”?' })
    await person.click(within(dialog).getByRole('button', { name: 'Delete user' }))
    expect(await within(dialog).findByText('This is the last admin who can act')).toBeVisible()
    expect(screen.getByRole('link', { name: 'owner', hidden: true })).toBeInTheDocument()
  })

  it('gets a key from their own panel', async () => {
    const { user: person, asked } = open([owner, lin], [laptop, ci], `/keys?user=${lin.id}`)
    const panel = await panelOf('Lin Xiao')
    await person.click(within(panel).getByRole('button', { name: 'New key' }))
    await person.type(within(await screen.findByRole('dialog')).getByLabelText('Name'), 'phone')
    await person.click(screen.getByRole('button', { name: 'Create key' }))
    await screen.findByText(SECRET)
    expect(asked[0]).toMatchObject({ body: { user: lin.id, name: 'phone' } })
  })
})
