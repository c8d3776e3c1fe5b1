import { render, screen } from '@testing-library/react'
import { expect, it } from 'vitest'
import { openApp } from '../../test/app'
import { ComponentsPage } from './ComponentsPage'

it('the page of components shows them all, without a sign-in', async () => {
  openApp('/_components')
  expect(await screen.findByRole('heading', { name: 'Components' })).toBeVisible()
})

it('every control on it has a name', () => {
  render(<ComponentsPage />)
  for (const role of ['button', 'switch', 'textbox', 'combobox', 'complementary', 'table'] as const) {
    for (const control of screen.getAllByRole(role)) expect(control).toHaveAccessibleName()
  }
})
