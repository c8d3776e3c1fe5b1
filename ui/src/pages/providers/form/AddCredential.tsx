import { type FC, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { asApiError, explain } from '../../../api/errors'
import { Button } from '../../../components/Button'
import { PasswordField } from '../../../components/PasswordField'
import { m } from '../../../paraglide/messages.js'
import styles from './CredentialList.module.css'
import { credentialFault } from './fields/credentials'

/** One more credential: kept at once, beside those there are. */
export const AddCredential: FC<{ add: (credential: string) => Promise<void>; onClose: () => void }> = ({
  add,
  onClose,
}) => {
  const box = useRef<HTMLDivElement>(null)
  const [typed, setTyped] = useState('')
  const [fault, setFault] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  useEffect(() => box.current?.querySelector('input')?.focus(), [])
  const save = async () => {
    const wrong = typed.trim() === '' ? m.providers_fault_credential_missing() : credentialFault(typed)
    setFault(wrong)
    if (wrong !== null || busy) return
    setBusy(true)
    try {
      await add(typed.trim())
    } catch (error) {
      const { title, next } = explain(asApiError(error))
      setFault(m.two_sentences({ first: title, second: next }))
      setBusy(false)
    }
  }
  // It stands in the form of the whole provider, which Enter would save and Escape close.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (event.key === 'Enter') void save()
    else onClose()
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the field in it
    <div ref={box} className={styles.add} onKeyDown={onKeyDown}>
      <PasswordField
        label={m.providers_credential_new_one()}
        value={typed}
        error={fault}
        hint={m.providers_credential_new()}
        autoComplete="off"
        showLabel={m.providers_credential_show()}
        hideLabel={m.providers_credential_hide()}
        onChange={(event) => {
          setTyped(event.target.value)
          setFault(null)
        }}
      />
      <div className={styles.verbs}>
        <Button size="small" busy={busy} onClick={() => void save()}>
          {m.providers_credential_add_verb()}
        </Button>
        <Button size="small" variant="quiet" onClick={onClose}>
          {m.keys_cancel()}
        </Button>
      </div>
    </div>
  )
}
