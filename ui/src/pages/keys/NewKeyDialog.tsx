import { type FC, type FormEvent, useId, useState } from 'react'
import { type CreatedKey, createKey } from '../../api/people'
import type { User } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Dialog } from '../../components/Dialog'
import { Select } from '../../components/Select'
import { TextField } from '../../components/TextField'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { ExpiryField, UseGroup } from './Fields'
import { blank, changesOf, faultsOf } from './form'
import styles from './HolderPanel.module.css'
import { ShownOnce } from './ShownOnce'
import { useFresh } from './useAct'
import { useHolderForm } from './useHolderForm'

/** Makes a key, then shows it once. The secret lives in this dialog's state and goes with it. */
export const NewKeyDialog: FC<{
  users: readonly User[]
  /** Whose key it will be, unless another is chosen. */
  user: User
  onClose: () => void
}> = ({ users, user, onClose }) => {
  const [made, setMade] = useState<CreatedKey | null>(null)
  return made === null ? (
    <Form users={users} user={user} onClose={onClose} onMade={setMade} />
  ) : (
    <ShownOnce made={made} onClose={onClose} />
  )
}

const Form: FC<{
  users: readonly User[]
  user: User
  onClose: () => void
  onMade: (made: CreatedKey) => void
}> = ({ users, user, onClose, onMade }) => {
  const id = useId()
  const [owner, setOwner] = useState(user.id)
  const form = useHolderForm(blank)
  const fresh = useFresh()
  const offline = useOffline()
  const make = async (event: FormEvent) => {
    event.preventDefault()
    if (form.busy) return
    await form.submit(
      (typed) => faultsOf(typed, true),
      async (typed) => {
        const made = await createKey(owner, changesOf(typed, null))
        onMade(made)
        await fresh()
      },
    )
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={m.keys_new()}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {m.keys_cancel()}
          </Button>
          <Button variant="primary" type="submit" form={id} disabledReason={offline} busy={form.busy}>
            {m.keys_new_verb()}
          </Button>
        </>
      }
    >
      {form.refusal !== null && (
        <Callout tone="bad" title={form.refusal.title} announce>
          {form.refusal.next}
        </Callout>
      )}
      <form id={id} className={styles.form} onSubmit={(event) => void make(event)} noValidate>
        <Select
          label={m.keys_user()}
          value={owner}
          options={users.map(({ id, name }) => ({ value: id, word: name }))}
          onChange={setOwner}
        />
        <TextField
          label={m.keys_name()}
          placeholder={m.keys_name_example()}
          value={form.typed.name}
          onChange={(event) => form.type({ name: event.target.value })}
          error={form.faults.name}
          autoFocus
        />
        <ExpiryField typed={form.typed} faults={form.faults} type={form.type} />
        <UseGroup of="key" typed={form.typed} faults={form.faults} type={form.type} />
      </form>
    </Dialog>
  )
}
