import { useNavigate } from '@tanstack/react-router'
import type { FC } from 'react'
import { Button } from '../components/Button'
import { EmptyState } from '../components/EmptyState'
import { m } from '../paraglide/messages.js'
import { paths } from '../paths'

/** An address that leads nowhere. */
export const NotFoundPage: FC = () => {
  const navigate = useNavigate()
  return (
    <EmptyState
      glyph="open"
      heading="h1"
      title={m.page_not_found()}
      actions={<Button onClick={() => void navigate({ to: paths.overview })}>{m.to_overview()}</Button>}
    >
      {m.page_not_found_next()}
    </EmptyState>
  )
}
