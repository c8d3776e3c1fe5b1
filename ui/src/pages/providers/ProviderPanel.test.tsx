import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { anthropic, openOver, panel, relay, tier } from '../../test/providersPage'

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
})
