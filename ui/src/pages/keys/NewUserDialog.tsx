import { type FC, type FormEvent, useId } from 'react'
import { addUser } from '../../api/people'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Dialog } from '../../components/Dialog'
import { Select } from '../../components/Select'
import { TextField } from '../../components/TextField'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { ExpiryField, UseGroup } from './Fields'
import { blank, changesOf, faultsOf, type UserText } from './form'
import styles from './HolderPanel.module.css'
import { roles } from './roles'
import { useFresh } from './useAct'
import { useHolderForm } from './useHolderForm'

const nobody: UserText = { ...blank, note: '', role: 'member' }

/** Adds a user. They get in with a key, which is made next. */
export const NewUserDialog: FC<{ open: boolean; onClose: () => void; onAdded: (id: string) => void }> = ({
  open,
  onClose,
  onAdded,
}) => {
  const id = useId()
  const form = useHolderForm(nobody)
  const fresh = useFresh()
  const offline = useOffline()
  const close = () => {
    form.reset()
    onClose()
  }
  const add = async (event: FormEvent) => {
    event.preventDefault()
    if (form.busy) return
    await form.submit(
      (typed) => faultsOf(typed, true),
      async (typed) => {
        const user = await addUser(changesOf(typed, null))
        await fresh()
        onAdded(user.id)
      },
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && close()}
      title={m.keys_add_user()}
      actions={
        <>
          <Button variant="quiet" onClick={close}>
            {m.keys_cancel()}
          </Button>
          <Button variant="primary" type="submit" form={id} disabledReason={offline} busy={form.busy}>
            {m.keys_add_user_verb()}
          </Button>
        </>
      }
    >
      {form.refusal !== null && (
        <Callout tone="bad" title={form.refusal.title} announce>
          {form.refusal.next}
        </Callout>
      )}
      <form id={id} className={styles.form} onSubmit={(event) => void add(event)} noValidate>
        <TextField
          label={m.keys_name()}
          value={form.typed.name}
          onChange={(event) => form.type({ name: event.target.value })}
          error={form.faults.name}
        />
        <TextField
          label={m.keys_note()}
          value={form.typed.note}
          onChange={(event) => form.type({ note: event.target.value })}
          error={form.faults.note}
        />
        <Select
          label={m.keys_role()}
          hint={m.keys_role_hint()}
          value={form.typed.role}
          options={roles()}
          onChange={(role) => form.type({ role })}
        />
        <ExpiryField typed={form.typed} faults={form.faults} type={form.type} />
        <UseGroup of="user" typed={form.typed} faults={form.faults} type={form.type} />
      </form>
    </Dialog>
  )
}
