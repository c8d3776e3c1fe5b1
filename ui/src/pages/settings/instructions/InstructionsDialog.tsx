import { type FC, type FormEvent, useId, useState } from 'react'
import { asApiError, explain } from '../../../api/errors'
import { Button } from '../../../components/Button'
import { Callout } from '../../../components/Callout'
import { Dialog } from '../../../components/Dialog'
import { TextArea } from '../../../components/TextArea'
import { TextField } from '../../../components/TextField'
import { useOffline } from '../../../frame/useOffline'
import { m } from '../../../paraglide/messages.js'
import styles from '../Lists.module.css'
import type { OfficialText } from './texts'

/** One family's instructions: read and changed. What is typed here was learned from nobody. */
export const InstructionsDialog: FC<{
  /** The one that is changed; a new one otherwise. */
  text: OfficialText | null
  save: (text: OfficialText) => Promise<void>
  onClose: () => void
}> = ({ text, save, onClose }) => {
  const id = useId()
  const offline = useOffline()
  const [family, setFamily] = useState(text?.family ?? '')
  const [words, setWords] = useState(text?.text ?? '')
  const [tried, setTried] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const missing = { family: family.trim() === '', words: words.trim() === '' }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (missing.family || missing.words || busy) return
    setBusy(true)
    setFailure(null)
    try {
      const same = text !== null && text.text === words
      await save({ family: family.trim(), text: words, version: same ? text.version : '' })
      onClose()
    } catch (error) {
      setFailure(error)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      wide
      onOpenChange={(next) => !next && onClose()}
      title={text === null ? m.instructions_add() : m.instructions_edit({ family: text.family })}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {m.keys_cancel()}
          </Button>
          <Button variant="primary" type="submit" form={id} disabledReason={offline} busy={busy}>
            {m.instructions_save()}
          </Button>
        </>
      }
    >
      {failure !== null && (
        <Callout tone="bad" title={explain(failure).title} announce>
          {asApiError(failure).detail ?? explain(failure).next}
        </Callout>
      )}
      <form id={id} className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
        <TextField
          label={m.instructions_family()}
          mono
          placeholder="gpt-5-codex"
          value={family}
          error={tried && missing.family ? m.instructions_family_missing() : undefined}
          hint={m.instructions_family_hint()}
          autoComplete="off"
          spellCheck={false}
          autoFocus={text === null}
          onChange={(event) => setFamily(event.target.value)}
        />
        <div className={styles.long}>
          <TextArea
            label={m.instructions_text()}
            mono
            rows={12}
            value={words}
            error={tried && missing.words ? m.instructions_text_missing() : undefined}
            hint={m.instructions_text_hint()}
            spellCheck={false}
            onChange={(event) => setWords(event.target.value)}
          />
        </div>
      </form>
    </Dialog>
  )
}
