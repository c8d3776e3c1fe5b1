import { screen, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { provider } from '../../mocks/providers'
import { server } from '../../mocks/server'
import { setting, settingsServer } from '../../mocks/settings'
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

  it('with an open breaker says until when and why, and is reset or held from there', async () => {
    const until = new Date(Date.now() + 24_000).toISOString()
    const open = { state: 'open', cause: 'consecutive_failures', since: null, until, rests: [] } as const
    const broken = { ...relay, breaker: { ...open, rests: [] } }
    const { user, world } = openOver([anthropic, broken], '/providers?provider=b')
    const card = within(
      await within(await panel('Relay-B')).findByRole('region', { name: 'Breaker of Relay-B' }),
    )
    expect(card.getByText('Open')).toBeVisible()
    expect(card.getByText(/^0:2\d$/)).toBeVisible()
    await user.click(card.getByRole('button', { name: 'Hold open until reset' }))
    expect(await card.findByText('Held open')).toBeVisible()
    await user.click(card.getByRole('button', { name: 'Reset' }))
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Breaker of Relay-B' })).toBeNull())
    expect(world.asked.map(({ path }) => path)).toEqual(['/providers/b/hold', '/providers/b/reset-breaker'])
  })

  it('whose credential rests says which, why and for how long', async () => {
    const rest = {
      of: 'credential',
      credential_id: 'c1',
      cause: 'rejected',
      until: new Date(Date.now() + 90_000).toISOString(),
    } as const
    const breaker = { state: 'closed', cause: null, since: null, until: null, rests: [rest] } as const
    openOver([{ ...relay, breaker: { ...breaker, rests: [rest] } }], '/providers?provider=b')
    const card = within(await within(await panel('Relay-B')).findByRole('region', { name: 'Resting' }))
    expect(card.getByText('Credential …c41f')).toBeVisible()
    expect(card.getByText(/Credential refused/)).toBeVisible()
    expect(card.getByText(/^1:[23]\d$/)).toBeVisible()
  })

  it('shows what its account has used, on its row what runs out first', async () => {
    const quota = (window: string, used_permille: number) => ({
      credential_id: 'c1',
      window,
      used_permille,
      remaining: null,
      limit: null,
      resets_at: null,
    })
    openOver([{ ...anthropic, quota: [quota('7d', 310), quota('5h', 628)] }], '/providers?provider=a')
    expect(await within(await tier(10)).findByText('62%')).toBeVisible()
    const shown = within(await panel('Anthropic'))
    expect(shown.getByText('5-hour quota: 62% used')).toBeVisible()
    expect(shown.getByText('weekly quota: 31% used')).toBeVisible()
  })

  it('that wants Codex’s official instructions says that nobody knows them yet, where that is so', async () => {
    const codex = provider({
      id: 'x',
      name: 'Codex',
      dialect: 'openai-responses',
      codex_instructions: 'force_official',
    })
    server.use(...settingsServer([setting('codex_instructions', {})]).handlers)
    openOver([codex], '/providers?provider=x')
    const shown = within(await panel('Codex'))
    expect(await shown.findByText('Codex’s official instructions aren’t known yet')).toBeVisible()
    expect(shown.getByRole('link', { name: 'See the settings' })).toHaveAttribute(
      'href',
      '/settings#instructions',
    )
    expect(within(await tier(10)).getByText(/official instructions unknown/)).toBeVisible()
  })
})
