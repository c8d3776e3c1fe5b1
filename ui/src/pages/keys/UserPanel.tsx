import { type FC, useState } from 'react'
import { changeUser, removeUser } from '../../api/people'
import { Button } from '../../components/Button'
import { Fact, Facts } from '../../components/Facts'
import { Select } from '../../components/Select'
import { TextField } from '../../components/TextField'
import { toast } from '../../components/Toast'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { ago, exactTime, localDay } from '../../preferences/times'
import { ExpiryField, UseGroup } from './Fields'
import { changesOf, faultsOf, userText } from './form'
import { AccessState, HolderPanel } from './HolderPanel'
import { lastUsed, type Person } from './people'
import { RemoveDialog } from './RemoveDialog'
import { roles } from './roles'
import { useAct, useFresh } from './useAct'
import { useHolderForm } from './useHolderForm'

/** One user: who they are, what their keys may do, and their end. */
export const UserPanel: FC<{ person: Person; now: number; onClose: () => void; onNewKey: () => void }> = ({
  person,
  now,
  onClose,
  onNewKey,
}) => {
  const { user, access, keys } = person
  const stored = userText(user)
  const form = useHolderForm(stored)
  const fresh = useFresh()
  const offline = useOffline()
  const { act, busy, refusal } = useAct()
  const [removing, setRemoving] = useState(false)
  const used = lastUsed(person)
  const save = async () => {
    const saved = await form.submit(
      (typed) => faultsOf(typed, true),
      (typed) => changeUser(user, changesOf(typed, stored)).finally(fresh),
    )
    if (saved) toast({ message: m.keys_saved() })
  }
  return (
    <HolderPanel
      title={user.name}
      summary={<span>{user.role === 'admin' ? m.keys_admin() : m.keys_member()}</span>}
      onClose={onClose}
      facts={
        <Facts>
          <Fact term={m.keys_state()}>
            <AccessState access={access} />
          </Fact>
          <Fact term={m.keys_keys()}>{m.keys_count({ count: keys.length })}</Fact>
          <Fact term={m.keys_last_used()} {...(used !== null && { exact: exactTime(used) })}>
            {used === null ? m.keys_unused() : ago(used, now)}
          </Fact>
          <Fact term={m.keys_added()} exact={exactTime(user.created_at)}>
            {localDay(user.created_at)}
          </Fact>
        </Facts>
      }
      dirty={form.dirty}
      busy={form.busy}
      refusal={form.refusal ?? refusal}
      onReset={form.reset}
      onSave={() => void save()}
      verbs={
        <>
          <Button icon="plus" disabledReason={offline} onClick={onNewKey}>
            {m.keys_new()}
          </Button>
          <Button
            disabledReason={offline}
            busy={busy}
            onClick={() => void act(() => changeUser(user, { enabled: !user.enabled }))}
          >
            {user.enabled ? m.keys_disable() : m.keys_enable()}
          </Button>
          <Button variant="danger" disabledReason={offline} onClick={() => setRemoving(true)}>
            {m.keys_remove()}
          </Button>
          <RemoveDialog
            open={removing}
            onClose={() => setRemoving(false)}
            title={m.keys_remove_title({ name: user.name })}
            verb={m.keys_remove_verb()}
            run={() => removeUser(user)}
            onDone={() => {
              toast({ message: m.keys_removed({ name: user.name }) })
              onClose()
            }}
          >
            <p>{keys.length === 0 ? m.keys_remove_none() : m.keys_remove_breaks({ count: keys.length })}</p>
            <p>{m.keys_remove_ledger()}</p>
          </RemoveDialog>
        </>
      }
    >
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
    </HolderPanel>
  )
}
