import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { anthropic, openOver, panel, relay, tier } from '../../test/providersPage'

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
