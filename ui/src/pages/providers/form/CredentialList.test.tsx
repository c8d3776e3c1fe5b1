import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { provider } from '../../../mocks/providers'
import { failing, problem, server } from '../../../mocks/server'
import { anthropic, openOver, panel } from '../../../test/providersPage'

const open = (stored = anthropic) => openOver([stored], `/providers?provider=${stored.id}&tab=configuration`)
const credentials = async () =>
  within(await within(await panel('Anthropic')).findByRole('group', { name: 'Credentials' }))

describe('the credentials of a provider', () => {
  it('say how each does, and until when one is left alone', async () => {
    open(
      provider({
        id: 'a',
        name: 'Anthropic',
        credentials: [
          { id: 'c1', tail: 'c41f', readable: true, state: 'ok', until: null },
          {
            id: 'c2',
            tail: 'f00d',
            readable: true,
            state: 'rejected',
            until: new Date(Date.now() + 90_000).toISOString(),
          },
          { id: 'c3', tail: '', readable: false, state: 'unreadable', until: null },
        ],
      }),
    )
    const [first, second, third] = (await credentials()).getAllByRole('listitem')
    expect(first).toHaveTextContent('…c41fin use')
    expect(second).toHaveTextContent(/…f00drefused · 1:[23]\d to next try/)
    expect(third).toHaveTextContent('can’t be read: type it again')
  })

  it('take another one at once, by Enter too, and show its end alone', async () => {
    const { user, world } = open()
    const list = await credentials()
    await user.click(list.getByRole('button', { name: 'Add another, used in turn' }))
    await user.type(list.getByLabelText('New credential'), ' sk-second-9876{Enter}')
    expect(await list.findByText('…9876')).toBeVisible()
    expect(world.asked).toEqual([
      { method: 'POST', path: '/providers/a/credentials', body: { credential: 'sk-second-9876' } },
    ])
    expect(list.queryByLabelText('New credential')).toBeNull()
    expect(document.body.innerHTML).not.toContain('sk-second')
  })

  it('refuse what can’t be one before it is sent', async () => {
    const { user, world } = open()
    const list = await credentials()
    await user.click(list.getByRole('button', { name: 'Add another, used in turn' }))
    await user.click(list.getByRole('button', { name: 'Add' }))
    expect(list.getByText('Type the credential.')).toBeVisible()
    await user.type(list.getByLabelText('New credential'), 'sk-密{Enter}')
    expect(list.getByLabelText('New credential')).toBeInvalid()
    await user.keyboard('{Escape}')
    expect(list.queryByLabelText('New credential')).toBeNull()
    expect(await panel('Anthropic')).toBeVisible()
    expect(world.asked).toEqual([])
  })

  it('keep what was typed when it can’t be stored', async () => {
    const { user } = open()
    const list = await credentials()
    server.use(failing('/providers/a/credentials', () => problem('vault_closed', 503)))
    await user.click(list.getByRole('button', { name: 'Add another, used in turn' }))
    await user.type(list.getByLabelText('New credential'), 'sk-second-9876{Enter}')
    expect(await list.findByText(/The database can’t be used just now/)).toBeVisible()
    expect(list.getByLabelText('New credential')).toHaveValue('sk-second-9876')
  })

  it('are removed after a question, since nothing brings one back', async () => {
    const { user, world } = open()
    await user.click((await credentials()).getByRole('button', { name: 'Remove Credential …c41f' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Remove “Credential …c41f”?' }))
    expect(dialog.getByText(/^It is the last one/)).toBeVisible()
    expect(world.asked).toEqual([])
    await user.click(dialog.getByRole('button', { name: 'Remove credential' }))
    await waitFor(() =>
      expect(world.asked).toEqual([{ method: 'DELETE', path: '/providers/a/credentials/c1', body: null }]),
    )
    expect(await (await credentials()).findByRole('button', { name: 'Add a credential' })).toBeVisible()
  })

  it('are asked for anew as soon as the address is another server', async () => {
    const { user } = open()
    const form = within(await panel('Anthropic'))
    await user.type(form.getByLabelText('Base URL'), '/v2')
    expect(form.queryByLabelText('Credential')).toBeNull()
    await user.clear(form.getByLabelText('Base URL'))
    await user.type(form.getByLabelText('Base URL'), 'https://elsewhere.example')
    expect(form.getByLabelText('Credential')).toHaveAccessibleDescription(
      /^The address is another server now/,
    )
  })
})
