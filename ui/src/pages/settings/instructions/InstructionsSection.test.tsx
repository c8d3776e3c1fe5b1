import { screen, within } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { server } from '../../../mocks/server'
import { setting, settingsServer } from '../../../mocks/settings'
import { beSignedIn, openApp } from '../../../test/app'
// Loaded with the test: the page is fetched when it is first opened, and that is not what is waited for here.
import '../SettingsPage'

beforeEach(beSignedIn)

const learned = { 'gpt-5-codex': { text: 'You are Codex.', version: '0.50.0' } }

function open(value: object) {
  const door = settingsServer([setting('codex_instructions', {}, { value, source: 'set' })])
  server.use(...door.handlers)
  return { ...openApp('/settings'), ...door }
}
const section = async () => within(await screen.findByRole('region', { name: 'Codex instructions' }))

describe('the official Codex instructions', () => {
  it('say from which Codex they were learned, and how to have some', async () => {
    open(learned)
    expect(await (await section()).findByText('Learned from Codex 0.50.0, 14 characters')).toBeVisible()
  })

  it('say how to have some where there are none', async () => {
    open({})
    expect(await (await section()).findByText(/^None learned yet/)).toBeVisible()
  })

  it('are the person’s own once they were changed', async () => {
    const { user, asked } = open(learned)
    await user.click(
      await (await section()).findByRole('button', { name: 'Change the instructions for gpt-5-codex' }),
    )
    const dialog = within(await screen.findByRole('dialog'))
    await user.type(dialog.getByLabelText('Instructions'), ' Be brief.')
    await user.click(dialog.getByRole('button', { name: 'Save instructions' }))
    expect(await (await section()).findByText('Typed by you, 24 characters')).toBeVisible()
    expect(asked).toEqual([
      {
        key: 'codex_instructions',
        value: { 'gpt-5-codex': { text: 'You are Codex. Be brief.', version: '' } },
      },
    ])
  })

  it('that get another family leave the old one', async () => {
    const { user, asked } = open(learned)
    await user.click(
      await (await section()).findByRole('button', { name: 'Change the instructions for gpt-5-codex' }),
    )
    const dialog = within(await screen.findByRole('dialog'))
    await user.clear(dialog.getByLabelText('Family of models'))
    await user.click(dialog.getByRole('button', { name: 'Save instructions' }))
    expect(dialog.getByText('Say which family they are for.')).toBeVisible()
    expect(asked).toEqual([])
    await user.type(dialog.getByLabelText('Family of models'), 'gpt-5')
    await user.click(dialog.getByRole('button', { name: 'Save instructions' }))
    await (await section()).findByText('gpt-5')
    expect(asked.at(-1)?.value).toEqual({ 'gpt-5': { text: 'You are Codex.', version: '0.50.0' } })
  })

  it('are removed at once, and brought back by Undo', async () => {
    const { user, asked } = open(learned)
    await user.click(
      await (await section()).findByRole('button', { name: 'Remove the instructions for gpt-5-codex' }),
    )
    expect(await (await section()).findByText(/^None learned yet/)).toBeVisible()
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(await (await section()).findByText('gpt-5-codex')).toBeVisible()
    expect(asked.map(({ value }) => value)).toEqual([null, learned])
  })
})
