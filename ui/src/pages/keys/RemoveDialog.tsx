import type { FC, ReactNode } from 'react'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Dialog } from '../../components/Dialog'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { useAct } from './useAct'

/** Asks before something that can't be undone, and says what breaks. A refusal is shown in place. */
export const RemoveDialog: FC<{
  open: boolean
  onClose: () => void
  title: string
  /** The button's verb. */
  verb: string
  run: () => Promise<void>
  onDone: () => void
  children: ReactNode
}> = ({ open, onClose, title, verb, run, onDone, children }) => {
  const { act, busy, refusal, forget } = useAct()
  const offline = useOffline()
  const close = () => {
    forget()
    onClose()
  }
  const remove = async () => {
    if (await act(run)) onDone()
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={title}
      actions={
        <>
          <Button variant="quiet" onClick={close}>
            {m.keys_cancel()}
          </Button>
          <Button variant="dangerFill" disabledReason={offline} busy={busy} onClick={() => void remove()}>
            {verb}
          </Button>
        </>
      }
    >
      {children}
      {refusal !== null && (
        <Callout tone="bad" title={refusal.title} announce>
          {refusal.next}
        </Callout>
      )}
    </Dialog>
  )
}
