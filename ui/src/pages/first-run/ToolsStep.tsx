import { useQuery } from '@tanstack/react-query'
import { type FC, useState } from 'react'
import { explain } from '../../api/errors'
import { type CreatedKey, createKey } from '../../api/people'
import { queries } from '../../api/queries'
import { ClientLines } from '../../clients/ClientLines'
import { useClientAccess } from '../../clients/useClientAccess'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { CopyField } from '../../components/CopyField'
import { TextField } from '../../components/TextField'
import { useOffline } from '../../frame/useOffline'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { Actions } from './Actions'
import styles from './ToolsStep.module.css'

/** Second: a key of Switchyard's own, and what to paste into each tool. */
export const ToolsStep: FC<{
  /** The key that was made in this page's life, with its secret. */
  made: CreatedKey | null
  /** The key that was made before a reload: its secret can't be shown again. */
  known: string | undefined
  onMade: (made: CreatedKey) => void
  onNext: () => void
}> = ({ made, known, onMade, onNext }) => {
  const { data: status } = useQuery(queries.status())
  const access = useClientAccess(status, made?.secret ?? '')
  return (
    <>
      <p className={styles.words}>{m.first_run_key_words()}</p>
      {made === null ? (
        <MakeKey again={known !== undefined} onMade={onMade} />
      ) : (
        <>
          <CopyField value={made.secret} label={m.keys_key()} words={copyWords()} />
          <p className={styles.words}>{m.keys_once()}</p>
          {access !== null && <ClientLines access={access} />}
        </>
      )}
      <Actions onNext={onNext} ready={made !== null || known !== undefined} />
    </>
  )
}

const MakeKey: FC<{ again: boolean; onMade: (made: CreatedKey) => void }> = ({ again, onMade }) => {
  const { data: users } = useQuery(queries.users())
  const [name, setName] = useState<string>(m.first_run_key_name())
  const [busy, setBusy] = useState(false)
  const offline = useOffline()
  const [error, setError] = useState<unknown>(null)
  const owner = users?.find(({ role, enabled }) => role === 'admin' && enabled) ?? users?.[0]
  const make = async () => {
    if (owner === undefined || busy) return
    setBusy(true)
    setError(null)
    try {
      onMade(await createKey(owner.id, { name: name.trim() }))
    } catch (thrown) {
      setError(thrown)
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault()
        void make()
      }}
    >
      {again && <Callout>{m.first_run_key_again()}</Callout>}
      {error !== null && (
        <Callout tone="bad" title={explain(error).title} announce>
          {explain(error).next}
        </Callout>
      )}
      <TextField
        label={m.keys_name()}
        hint={m.first_run_key_hint()}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <div>
        <Button
          type="submit"
          variant={again ? 'plain' : 'primary'}
          size="large"
          disabledReason={offline}
          busy={busy}
        >
          {m.first_run_key_make()}
        </Button>
      </div>
    </form>
  )
}
