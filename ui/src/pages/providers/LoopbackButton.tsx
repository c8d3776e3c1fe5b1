import { useQueryClient } from '@tanstack/react-query'
import { type FC, useState } from 'react'
import { asApiError, explain } from '../../api/errors'
import { addProvider } from '../../api/providers'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { toast } from '../../components/Toast'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { took } from './actions'
import { freeName } from './presets'

/** Adds the provider that is Switchyard itself: no account, no network, a canned answer. */
export const LoopbackButton: FC<{ names: readonly string[]; onAdded: (provider: Provider) => void }> = ({
  names,
  onAdded,
}) => {
  const client = useQueryClient()
  const offline = useOffline()
  const [busy, setBusy] = useState(false)
  const add = async () => {
    setBusy(true)
    try {
      const added = await addProvider({
        name: freeName(m.providers_loopback_name(), names),
        kind: 'loopback',
      })
      took(client, added)
      onAdded(added)
    } catch (error) {
      toast({ message: explain(asApiError(error)).title, urgent: true })
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button variant="quiet" disabledReason={offline} busy={busy} onClick={() => void add()} data-choice>
      {m.providers_add_loopback()}
    </Button>
  )
}
