import { screen, waitFor } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Setting } from '../../api/queries'
import { events, server, status, statusIs } from '../../mocks/server'
import { setting, settingsServer } from '../../mocks/settings'
import { keepTheme } from '../../preferences/theme'
import { beSignedIn, openApp } from '../../test/app'
// Loaded with the test: the page is fetched when it is first opened, and that is not what is waited for here.
import './SettingsPage'

beforeEach(beSignedIn)

const all = (): Setting[] => [
  setting('gateway_port', 23_000, { needs_restart: true }),
  setting('admin_port', 23_001, { needs_restart: true, locked: true, source: 'environment', value: 24_001 }),
  setting('public_url', null),
  setting('allowed_hosts', []),
  setting('drain_seconds', 30, { value: 60, source: 'set' }),
  setting('first_byte_deadline_ms', 300_000),
  setting('max_body_bytes', 104_857_600),
  setting('start_at_login', false),
  setting('close_to_tray', true),
  setting('language', 'system'),
  setting('theme', 'system'),
]

function open(settings = all(), refuse?: Setting['key']) {
  const door = settingsServer(settings, refuse)
  server.use(...door.handlers)
  return { ...openApp('/settings'), ...door }
}

describe('a setting in a box', () => {
  it('is saved by Enter, and says so', async () => {
    const { user, asked } = open()
    const box = await screen.findByLabelText('Port')
    expect(box).toHaveValue('23000')
    await user.clear(box)
    await user.type(box, '24000{Enter}')
    expect(await screen.findByText('Saved')).toBeVisible()
    expect(asked).toEqual([{ key: 'gateway_port', value: 24_000 }])
    expect(box).toHaveAccessibleDescription(/Takes effect after a restart/)
  })

  it('is saved on leaving it, in the unit that is stored', async () => {
    const { user, asked } = open()
    const box = await screen.findByLabelText('First-byte deadline')
    expect(box).toHaveValue('300')
    await user.clear(box)
    await user.type(box, '90')
    await user.tab()
    await waitFor(() => expect(asked).toEqual([{ key: 'first_byte_deadline_ms', value: 90_000 }]))
    expect(screen.getByLabelText('Largest request body')).toHaveValue('100')
  })

  it('that doesn’t fit is not asked for, and says at the field what would', async () => {
    const { user, asked } = open()
    const box = await screen.findByLabelText('Port')
    await user.clear(box)
    await user.type(box, '70000{Enter}')
    expect(box).toBeInvalid()
    expect(box).toHaveAccessibleDescription(/Type a number from 1 to 65535/)
    expect(asked).toEqual([])
    await user.keyboard('{Escape}')
    expect(box).toHaveValue('23000')
    expect(box).toBeValid()
  })

  it('that the gateway refuses keeps what was typed', async () => {
    const { user } = open(all(), 'public_url')
    const box = await screen.findByLabelText('Public address')
    await user.type(box, 'ftp://h{Enter}')
    await waitFor(() => expect(box).toBeInvalid())
    expect(box).toHaveValue('ftp://h')
    expect(box).toHaveAccessibleDescription(/Type a whole http or https address/)
  })

  it('that a variable decides is locked and names it', async () => {
    open()
    const box = await screen.findByLabelText('Port of these pages')
    expect(box).toHaveAttribute('readonly')
    expect(box).toHaveAccessibleDescription('Set by SWITCHYARD_ADMIN_PORT; it can’t be changed here.')
  })

  it('goes back to its default', async () => {
    const { user, asked } = open()
    await user.click(await screen.findByRole('button', { name: 'Back to the default (30)' }))
    await waitFor(() => expect(screen.getByLabelText('Wait before stopping')).toHaveValue('30'))
    expect(asked).toEqual([{ key: 'drain_seconds', value: null }])
    expect(screen.queryByRole('button', { name: 'Back to the default (30)' })).toBeNull()
  })

  it('that is a list is parted by commas, Chinese ones too', async () => {
    const { user, asked } = open()
    await user.type(await screen.findByLabelText('Allowed host names'), 'a.example，b.example{Enter}')
    await waitFor(() => expect(asked).toEqual([{ key: 'allowed_hosts', value: ['a.example', 'b.example'] }]))
  })

  it('keeps what is being typed when the language changes', async () => {
    const { user } = open()
    await user.type(await screen.findByLabelText('Public address'), 'https://half')
    await user.click(screen.getByRole('radio', { name: '简体中文' }))
    // Leaving the box has saved it; what matters is that it is still the same box.
    expect(await screen.findByLabelText('公网地址')).toHaveValue('https://half')
  })
})

describe('appearance', () => {
  it('changes at once, and is told to the gateway', async () => {
    const stop = keepTheme()
    const { user, asked } = open()
    await user.click(await screen.findByRole('radio', { name: 'Dark' }))
    expect(document.documentElement.dataset.theme).toBe('dark')
    await waitFor(() => expect(asked).toEqual([{ key: 'theme', value: 'dark' }]))
    stop()
  })

  it('follows what was chosen in another window', async () => {
    const stop = keepTheme()
    const line = events()
    const settings = all()
    server.use(line.handler)
    open(settings)
    await screen.findByRole('radio', { name: 'Dark' })
    settings[settings.findIndex(({ key }) => key === 'theme')] = setting('theme', 'system', {
      value: 'dark',
      source: 'set',
    })
    line.push({ type: 'settings_changed', seq: 18 })
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'))
    stop()
  })

  it('is left alone by a gateway where nobody chose', async () => {
    localStorage.setItem('switchyard.theme', 'dark')
    open()
    expect(await screen.findByRole('radio', { name: 'Dark' })).toBeChecked()
  })
})

describe('what is on or off', () => {
  it('is stored at once', async () => {
    const { user, asked } = open([
      setting('return_to_higher_priority', false),
      setting('probe_breakers', true),
    ])
    const returns = await screen.findByRole('switch', { name: 'Return to a higher priority' })
    expect(returns).not.toBeChecked()
    await user.click(returns)
    await waitFor(() => expect(returns).toBeChecked())
    await user.click(screen.getByRole('switch', { name: 'Probe open providers' }))
    await waitFor(() =>
      expect(asked).toEqual([
        { key: 'return_to_higher_priority', value: true },
        { key: 'probe_breakers', value: false },
      ]),
    )
  })
})

describe('start and tray', () => {
  it('are there in the desktop alone', async () => {
    open()
    await screen.findByLabelText('Port')
    expect(screen.queryByRole('switch', { name: 'Start at login' })).toBeNull()
  })

  it('are switched at once', async () => {
    server.use(statusIs(status({ desktop: true })))
    const { user, asked } = open()
    await user.click(await screen.findByRole('switch', { name: 'Start at login' }))
    await waitFor(() => expect(asked).toEqual([{ key: 'start_at_login', value: true }]))
    expect(screen.getByRole('switch', { name: 'Start at login' })).toBeChecked()
  })
})
