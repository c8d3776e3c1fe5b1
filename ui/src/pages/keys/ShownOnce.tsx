import { useQuery } from '@tanstack/react-query'
import { type FC, useState } from 'react'
import type { CreatedKey } from '../../api/people'
import { queries } from '../../api/queries'
import { ClientLines } from '../../clients/ClientLines'
import { useClientAccess } from '../../clients/useClientAccess'
import { Button } from '../../components/Button'
import { Dialog } from '../../components/Dialog'
import { useCopy } from '../../components/useCopy'
import { m } from '../../paraglide/messages.js'
import { keyName } from './people'
import styles from './ShownOnce.module.css'

/** A new key's secret, this once, with the lines to paste. Closing it uncopied asks once. */
export const ShownOnce: FC<{ made: CreatedKey; onClose: () => void }> = ({ made, onClose }) => {
  const [copied, setCopied] = useState(false)
  const [asking, setAsking] = useState(false)
  const [state, copy] = useCopy()
  const { data: status } = useQuery(queries.status())
  const access = useClientAccess(status, made.secret)
  const close = () => (copied || asking ? onClose() : setAsking(true))
  const name = `${made.key.user_name} / ${keyName(made.key)}`
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && close()}
      title={m.keys_made({ name })}
      actions={
        <>
          <span className={styles.copied} role="status">
            {copied ? m.keys_copied() : asking ? m.keys_close_uncopied() : m.keys_not_copied()}
          </span>
          <Button onClick={close}>{asking && !copied ? m.keys_close_anyway() : m.keys_done()}</Button>
        </>
      }
    >
      <div className={styles.secret}>
        <code>{made.secret}</code>
        <div>
          <Button
            variant="primary"
            icon={state === 'copied' ? 'check' : 'copy'}
            autoFocus
            onClick={async () => {
              if (await copy(made.secret)) setCopied(true)
            }}
          >
            {state === 'failed' ? m.copy_failed() : state === 'copied' ? m.copied() : m.keys_copy()}
          </Button>
        </div>
      </div>
      <p>{m.keys_once()}</p>
      {access !== null && <ClientLines access={access} onCopied={() => setCopied(true)} />}
    </Dialog>
  )
}
