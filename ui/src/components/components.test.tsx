import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it, vi } from 'vitest'
import { Button } from './Button'
import { CopyField } from './CopyField'
import { Dialog } from './Dialog'
import { Menu, MenuItem } from './Menu'
import { Panel } from './Panel'
import { Switch } from './Switch'
import { TextField } from './TextField'
import { Toasts, toast } from './Toast'

describe('a button', () => {
  it('that is off says why, and does nothing', async () => {
    const user = userEvent.setup()
    const press = vi.fn()
    render(
      <Button disabledReason="Type the key first" onClick={press}>
        Test
      </Button>,
    )
    await user.tab()
    expect(screen.getByRole('button', { name: 'Test' })).toHaveFocus()
    expect(await screen.findByText('Type the key first')).toBeVisible()
    await user.keyboard('{Enter}')
    expect(press).not.toHaveBeenCalled()
  })

  it('that is busy is not pressed twice', async () => {
    const press = vi.fn()
    render(
      <Button busy onClick={press}>
        Test
      </Button>,
    )
    await userEvent.click(screen.getByRole('button', { name: 'Test' }))
    expect(press).not.toHaveBeenCalled()
  })
})

it('a field’s error replaces its hint and is read with it', () => {
  const { rerender } = render(<TextField label="Port" hint="1 to 65535" />)
  expect(screen.getByLabelText('Port')).toHaveAccessibleDescription('1 to 65535')
  rerender(<TextField label="Port" hint="1 to 65535" error="Taken by node" />)
  expect(screen.getByLabelText('Port')).toBeInvalid()
  expect(screen.getByLabelText('Port')).toHaveAccessibleDescription('Taken by node')
})

it('a copy that the browser refuses says so and selects the text', async () => {
  const user = userEvent.setup()
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
  render(
    <CopyField label="Key" value="sk-sy-1" words={{ copy: 'Copy', copied: 'Copied', failed: 'By hand' }} />,
  )
  await user.click(screen.getByRole('button', { name: 'Copy' }))
  expect(await screen.findByRole('button', { name: 'By hand' })).toBeVisible()
  expect(getSelection()?.toString()).toBe('sk-sy-1')
})

it('a switch is switched by its words and by the keyboard', async () => {
  const user = userEvent.setup()
  const change = vi.fn()
  render(<Switch label="Start at login" checked={false} onChange={change} />)
  await user.click(screen.getByText('Start at login'))
  expect(change).toHaveBeenLastCalledWith(true)
  screen.getByRole('switch', { name: 'Start at login' }).focus()
  await user.keyboard(' ')
  expect(change).toHaveBeenCalledTimes(2)
})

it('a menu is walked and left by the keyboard', async () => {
  const user = userEvent.setup()
  const copy = vi.fn()
  render(
    <Menu trigger={<Button>More</Button>}>
      <MenuItem onSelect={() => {}}>Reset</MenuItem>
      <MenuItem onSelect={copy}>Duplicate</MenuItem>
    </Menu>,
  )
  await user.tab()
  await user.keyboard('{Enter}')
  await screen.findByRole('menu')
  await user.keyboard('{ArrowDown}{Enter}')
  expect(copy).toHaveBeenCalledOnce()
  expect(screen.getByRole('button', { name: 'More' })).toHaveFocus()
})

it('a dialog has a name, is left by Escape and gives the focus back', async () => {
  const user = userEvent.setup()
  render(<RevokeExample />)
  await user.click(screen.getByRole('button', { name: 'Revoke' }))
  const dialog = await screen.findByRole('dialog', { name: 'Revoke the key?' })
  expect(dialog).toHaveAccessibleDescription('It can’t be undone.')
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(screen.getByRole('button', { name: 'Revoke' })).toHaveFocus()
})

it('a panel is closed by Escape', async () => {
  const close = vi.fn()
  render(
    <Panel title="Relay-B" closeLabel="Close" onClose={close}>
      <TextField label="Name" />
    </Panel>,
  )
  screen.getByLabelText('Name').focus()
  await userEvent.keyboard('{Escape}')
  expect(close).toHaveBeenCalledOnce()
})

it('a toast offers to take back what was done', async () => {
  const run = vi.fn()
  render(<Toasts closeLabel="Close">page</Toasts>)
  toast({ message: 'Relay-B deleted', undo: { label: 'Undo', run } })
  await userEvent.click(await screen.findByText('Undo'))
  expect(run).toHaveBeenCalledOnce()
})

const RevokeExample = () => {
  const [open, setOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setOpen(true)}>Revoke</Button>
      <Dialog open={open} onOpenChange={setOpen} title="Revoke the key?" actions={<Button>Revoke it</Button>}>
        It can’t be undone.
      </Dialog>
    </>
  )
}
