import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { failing, problem, server } from '../../../mocks/server'
import { anthropic, openOver, panel, relay, tier } from '../../../test/providersPage'

describe('a provider’s configuration', () => {
  it('sends only what was changed, on the revision it was read at', async () => {
    const { user, world } = openOver([anthropic], '/providers?provider=a&tab=configuration')
    const form = within(await panel('Anthropic'))
    await user.clear(form.getByLabelText('Name'))
    await user.type(form.getByLabelText('Name'), 'Main account')
    await user.click(form.getByRole('button', { name: 'Replace it' }))
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
    expect(form.getByText('…abcd')).toBeVisible()
    expect(form.queryByLabelText('Credential')).toBeNull()
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
    await user.click(form.getByRole('button', { name: /^Choosing and sharing/ }))
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

  it('is saved without a word where only its switch was changed elsewhere', async () => {
    const { user, world } = openOver([relay], '/providers?provider=b&tab=configuration')
    const form = within(await panel('Relay-B'))
    await user.type(form.getByLabelText('Name'), ' mine')
    world.changeElsewhere('b', { enabled: false })
    await user.click(form.getByRole('button', { name: 'Save' }))
    await waitFor(() => expect(world.all()[0]).toMatchObject({ name: 'Relay-B mine', enabled: false }))
    expect(screen.queryByText('This provider was just changed elsewhere')).toBeNull()
  })
})
