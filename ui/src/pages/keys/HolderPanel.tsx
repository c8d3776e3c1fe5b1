import { type FC, type FormEvent, type ReactNode, useId } from 'react'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Icon } from '../../components/Icon'
import { Panel } from '../../components/Panel'
import { StateWord } from '../../components/StateGlyph'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import styles from './HolderPanel.module.css'
import { type Access, accessWords } from './people'

type Words = { title: string; next: string } | null

/** The panel of a user or a key: facts, what can be changed with Save and Discard, and what is done at once. */
export const HolderPanel: FC<{
  title: ReactNode
  summary: ReactNode
  facts: ReactNode
  onClose: () => void
  dirty: boolean
  busy: boolean
  refusal: Words
  onReset: () => void
  onSave: () => void
  /** Done at once, at the end of the panel. */
  verbs: ReactNode
  children: ReactNode
}> = ({ title, summary, facts, onClose, dirty, busy, refusal, onReset, onSave, verbs, children }) => {
  const form = useId()
  const offline = useOffline()
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (dirty && !busy) onSave()
  }
  return (
    <Panel
      title={title}
      summary={summary}
      closeLabel={m.close()}
      onClose={onClose}
      takesFocus
      actions={
        dirty ? (
          <>
            <Button variant="quiet" onClick={onReset}>
              {m.keys_discard()}
            </Button>
            <Button variant="primary" type="submit" form={form} disabledReason={offline} busy={busy}>
              {m.keys_save()}
            </Button>
          </>
        ) : undefined
      }
    >
      {facts}
      {refusal !== null && (
        <Callout tone="bad" title={refusal.title} announce>
          {refusal.next}
        </Callout>
      )}
      <form id={form} className={styles.form} onSubmit={save} noValidate>
        {children}
      </form>
      <div className={styles.verbs}>{verbs}</div>
    </Panel>
  )
}

/** Whether it lets its holder in: drawing, word and colour. */
export const AccessState: FC<{ access: Access }> = ({ access }) => {
  const { word, icon, glyph } = accessWords(access)
  return (
    <StateWord state={glyph}>
      <span className={styles.state}>
        <Icon name={icon} />
        {word}
      </span>
    </StateWord>
  )
}
