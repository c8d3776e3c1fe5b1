import type { FC } from 'react'
import { Button } from '../components/Button'
import { EmptyState } from '../components/EmptyState'
import { m } from '../paraglide/messages.js'

/** A page that threw: says so in place; what stands around it goes on. */
export const BrokenPage: FC<{ error: unknown }> = ({ error }) => (
  <EmptyState
    glyph="error"
    heading="h1"
    title={m.page_broken()}
    actions={<Button onClick={() => location.reload()}>{m.reload()}</Button>}
  >
    {m.page_broken_next()}
    <br />
    <code>{error instanceof Error ? error.message : String(error)}</code>
  </EmptyState>
)
