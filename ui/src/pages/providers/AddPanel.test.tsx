import { screen, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { preset } from '../../mocks/providers'
import { anthropic, openOver, panel, tier } from '../../test/providersPage'

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
