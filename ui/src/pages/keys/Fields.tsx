import { type FC, useState } from 'react'
import { Button } from '../../components/Button'
import { Disclosure } from '../../components/Disclosure'
import { TextField } from '../../components/TextField'
import { m } from '../../paraglide/messages.js'
import { dayAfter, endOfDay, useNow } from '../../preferences/times'
import styles from './Fields.module.css'
import type { Faults, HolderForm } from './form'

type Part = {
  typed: HolderForm
  faults: Faults
  type: (change: Partial<HolderForm>) => void
}

const spans = [7, 30, 90, 365] as const

/** When a key or user stops working: a day to type, and the usual spans to press. */
export const ExpiryField: FC<Part> = ({ typed, faults, type }) => {
  const now = useNow()
  const end = endOfDay(typed.expires)
  const past = end !== null && Date.parse(end) <= now
  return (
    <div className={styles.expiry}>
      <TextField
        label={m.keys_expires()}
        mono
        inputMode="numeric"
        placeholder="2027-01-31"
        value={typed.expires}
        onChange={(event) => type({ expires: event.target.value })}
        hint={past ? m.keys_expires_past() : m.keys_expires_hint()}
        error={faults.expires}
      />
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset lays its content out by rules of its own */}
      <div className={styles.spans} role="group" aria-label={m.keys_expires_spans()}>
        {spans.map((days) => (
          <Button key={days} size="small" onClick={() => type({ expires: dayAfter(days, now) })}>
            {m.keys_days({ days })}
          </Button>
        ))}
        <Button size="small" variant="quiet" onClick={() => type({ expires: '' })}>
          {m.keys_expires_never()}
        </Button>
      </div>
    </div>
  )
}

/** What a key or user may use: seldom needed, so closed, with what is limited beside the title. */
export const UseGroup: FC<Part & { of: 'key' | 'user' }> = ({ typed, faults, type, of }) => {
  const [opened, setOpened] = useState(false)
  const limits = [typed.groups, typed.models, typed.clients].filter((text) => text !== '')
  return (
    <Disclosure
      title={m.keys_may_use()}
      summary={limits.length > 0 ? limits.join(' · ') : m.keys_any()}
      changed={limits.length > 0}
      // A fault inside must not stay out of sight.
      open={opened || [faults.groups, faults.models, faults.clients].some((fault) => fault !== undefined)}
      onOpenChange={setOpened}
    >
      <TextField
        label={m.keys_groups()}
        placeholder={of === 'key' ? undefined : 'default'}
        value={typed.groups}
        onChange={(event) => type({ groups: event.target.value })}
        hint={of === 'key' ? m.keys_groups_hint_key() : m.keys_groups_hint_user()}
        error={faults.groups}
      />
      <TextField
        label={m.keys_models()}
        mono
        placeholder="claude-*, gpt-*"
        value={typed.models}
        onChange={(event) => type({ models: event.target.value })}
        hint={m.keys_models_hint()}
        error={faults.models}
      />
      <TextField
        label={m.keys_clients()}
        mono
        placeholder="claude-cli/*, codex*"
        value={typed.clients}
        onChange={(event) => type({ clients: event.target.value })}
        hint={m.keys_clients_hint()}
        error={faults.clients}
      />
    </Disclosure>
  )
}
