import { Link } from '@tanstack/react-router'
import { type FC, useState } from 'react'
import { changeKey, revokeKey } from '../../api/people'
import type { Key } from '../../api/queries'
import { Button } from '../../components/Button'
import { Fact, Facts } from '../../components/Facts'
import { TextField } from '../../components/TextField'
import { toast } from '../../components/Toast'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { ago, daysUntil, exactTime, localDay } from '../../preferences/times'
import { ExpiryField, UseGroup } from './Fields'
import { changesOf, faultsOf, holderText } from './form'
import { AccessState, HolderPanel } from './HolderPanel'
import { type Access, keyName, keyText } from './people'
import { RemoveDialog } from './RemoveDialog'
import { useAct, useFresh } from './useAct'
import { useHolderForm } from './useHolderForm'

/** One key: what it is, what it may do, and its end. Its secret was shown when it was made. */
export const KeyPanel: FC<{ entry: { key: Key; access: Access }; now: number; onClose: () => void }> = ({
  entry: { key, access },
  now,
  onClose,
}) => {
  const stored = holderText(key)
  const form = useHolderForm(stored)
  const fresh = useFresh()
  const offline = useOffline()
  const { act, busy, refusal } = useAct()
  const [revoking, setRevoking] = useState(false)
  const save = async () => {
    const saved = await form.submit(
      (typed) => faultsOf(typed, false),
      (typed) => changeKey(key, changesOf(typed, stored)).finally(fresh),
    )
    if (saved) toast({ message: m.keys_saved() })
  }
  return (
    <HolderPanel
      title={keyName(key)}
      summary={
        <Link to={paths.keys} search={{ user: key.user_id }}>
          {key.user_name}
        </Link>
      }
      onClose={onClose}
      facts={
        <Facts>
          <Fact term={m.keys_key()}>
            <code>{keyText(key)}</code> {m.keys_shown_once()}
          </Fact>
          <Fact term={m.keys_state()}>
            <AccessState access={access} />
          </Fact>
          <Fact term={m.keys_last_used()} {...(key.last_used_at && { exact: exactTime(key.last_used_at) })}>
            {key.last_used_at ? ago(key.last_used_at, now) : m.keys_unused()}
          </Fact>
          <Fact term={m.keys_created()} exact={exactTime(key.created_at)}>
            {localDay(key.created_at)}
          </Fact>
          <Fact term={m.keys_expires()} {...(key.expires_at && { exact: exactTime(key.expires_at) })}>
            {endWords(key.expires_at ?? null, now)}
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
          <Button
            disabledReason={offline}
            busy={busy}
            onClick={() => void act(() => changeKey(key, { enabled: !key.enabled }))}
          >
            {key.enabled ? m.keys_disable() : m.keys_enable()}
          </Button>
          <Button variant="danger" disabledReason={offline} onClick={() => setRevoking(true)}>
            {m.keys_revoke()}
          </Button>
          <RemoveDialog
            open={revoking}
            onClose={() => setRevoking(false)}
            title={m.keys_revoke_title({ name: keyName(key) })}
            verb={m.keys_revoke_verb()}
            run={() => revokeKey(key)}
            onDone={() => {
              toast({ message: m.keys_revoked({ name: keyName(key) }) })
              onClose()
            }}
          >
            <p>{key.kind === 'client' ? m.keys_revoke_breaks_client() : m.keys_revoke_breaks()}</p>
            <p>
              {key.last_used_at
                ? m.keys_revoke_used({ ago: ago(key.last_used_at, now) })
                : m.keys_revoke_unused()}
            </p>
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
      <ExpiryField typed={form.typed} faults={form.faults} type={form.type} />
      <UseGroup of="key" typed={form.typed} faults={form.faults} type={form.type} />
    </HolderPanel>
  )
}

function endWords(at: string | null, now: number): string {
  if (at === null) return m.keys_never()
  const days = daysUntil(at, now)
  const day = localDay(at)
  if (days < 0) return day
  return days === 0 ? m.keys_day_today({ day }) : m.keys_day_in({ day, days })
}
