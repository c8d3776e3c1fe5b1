import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { EmptyState } from '../../components/EmptyState'
import { m } from '../../paraglide/messages.js'
import { LoopbackButton } from './LoopbackButton'

/** No provider yet: what one is for, how to add one, and the one that needs no account. */
export const NoProviders: FC<{ onAdd: () => void; onAdded: (provider: Provider) => void }> = ({
  onAdd,
  onAdded,
}) => (
  <EmptyState
    glyph="open"
    title={m.providers_empty()}
    actions={
      <>
        <Button variant="primary" icon="plus" onClick={onAdd}>
          {m.providers_add_first()}
        </Button>
        <LoopbackButton names={[]} onAdded={onAdded} />
      </>
    }
  >
    {m.providers_empty_next()}
  </EmptyState>
)
