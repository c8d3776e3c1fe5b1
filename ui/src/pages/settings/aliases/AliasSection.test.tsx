import { screen, waitFor, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Alias } from '../../../api/queries'
import { aliasServer } from '../../../mocks/aliases'
import { provider, providers } from '../../../mocks/providers'
import { failing, problem, server } from '../../../mocks/server'
import { beSignedIn, openApp } from '../../../test/app'
// Loaded with the test: the page is fetched when it is first opened, and that is not what is waited for here.
import '../SettingsPage'

beforeEach(beSignedIn)

const fast: Alias = {
  name: 'fast',
  models: [{ provider_id: 'a', provider_name: 'Anthropic', model: 'claude-haiku-4-5' }],
}

function open(aliases: Alias[] = [fast]) {
  const world = aliasServer(aliases, { a: 'Anthropic', b: 'Relay-B' })
  const two = providers([
    provider({ id: 'a', name: 'Anthropic' }),
    provider({ id: 'b', name: 'Relay-B', model_redirects: [{ from: 'claude-*', to: 'glm-4.6' }] }),
  ])
  server.use(...world.handlers, ...two.handlers)
  return { ...openApp('/settings'), ...world }
}
const section = async () => within(await screen.findByRole('region', { name: 'Model aliases' }))

describe('aliases', () => {
  it('say which model stands for them where', async () => {
    open()
    expect(await (await section()).findByText('fast')).toBeVisible()
    expect((await section()).getByText('Anthropic claude-haiku-4-5')).toBeVisible()
  })

  it('are added with the model at each provider, and what is known there is offered', async () => {
    const { user, asked } = open([])
    await user.click(await (await section()).findByRole('button', { name: 'Add an alias' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Add an alias' }))
    await user.type(dialog.getByLabelText('Alias'), 'smart')
    await user.click(dialog.getByRole('combobox', { name: 'Model at Relay-B' }))
    await user.click(await screen.findByRole('option', { name: 'glm-4.6' }))
    await user.click(dialog.getByRole('button', { name: 'Save alias' }))
    expect(await (await section()).findByText('Relay-B glm-4.6')).toBeVisible()
    expect(asked).toEqual([
      { method: 'PUT', name: 'smart', body: { models: [{ provider: 'b', model: 'glm-4.6' }] } },
    ])
  })

  it('need a name, one that nobody has, and a model somewhere', async () => {
    const { user, asked } = open()
    await user.click(await (await section()).findByRole('button', { name: 'Add an alias' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Add an alias' }))
    await user.click(dialog.getByRole('button', { name: 'Save alias' }))
    expect(dialog.getByText('Give it a name without blanks and *.')).toBeVisible()
    expect(dialog.getByText('Say the model at one provider at least.')).toBeVisible()
    await user.type(dialog.getByLabelText('Alias'), 'FAST')
    await user.type(dialog.getByRole('combobox', { name: 'Model at Anthropic' }), 'claude-*')
    await user.click(dialog.getByRole('button', { name: 'Save alias' }))
    expect(dialog.getByText('There is an alias of this name: choose another one.')).toBeVisible()
    expect(dialog.getByText('Write each model’s name in full, without blanks and *.')).toBeVisible()
    expect(asked).toEqual([])
  })

  it('that get another name are made anew before the old one goes', async () => {
    const { user, asked, all } = open()
    await user.click(await (await section()).findByRole('button', { name: 'Change alias fast' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Change alias fast' }))
    await user.clear(dialog.getByLabelText('Alias'))
    await user.type(dialog.getByLabelText('Alias'), 'quick')
    await user.click(dialog.getByRole('button', { name: 'Save alias' }))
    await waitFor(() => expect(all().map(({ name }) => name)).toEqual(['quick']))
    expect(asked.map(({ method, name }) => `${method} ${name}`)).toEqual(['PUT quick', 'DELETE fast'])
  })

  it('are removed at once, and brought back by Undo', async () => {
    const { user, asked } = open()
    await user.click(await (await section()).findByRole('button', { name: 'Remove alias fast' }))
    expect(await screen.findByText('Removed alias fast')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect(await (await section()).findByText('Anthropic claude-haiku-4-5')).toBeVisible()
    expect(asked.at(-1)).toEqual({
      method: 'PUT',
      name: 'fast',
      body: { models: [{ provider: 'a', model: 'claude-haiku-4-5' }] },
    })
  })

  it('keep what was typed when they can’t be stored', async () => {
    const { user } = open()
    await user.click(await (await section()).findByRole('button', { name: 'Change alias fast' }))
    const dialog = within(await screen.findByRole('dialog', { name: 'Change alias fast' }))
    server.use(failing('/aliases/fast', () => problem('store_unavailable', 503)))
    await user.click(dialog.getByRole('button', { name: 'Save alias' }))
    expect(await dialog.findByText('The database can’t be used just now')).toBeVisible()
    expect(dialog.getByLabelText('Alias')).toHaveValue('fast')
  })
})
