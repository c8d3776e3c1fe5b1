import { useQueryClient } from '@tanstack/react-query'
import { type FC, useState } from 'react'
import { asApiError, explain } from '../../../api/errors'
import { queries, type Setting } from '../../../api/queries'
import { setSetting } from '../../../api/settings'
import { Button } from '../../../components/Button'
import { FieldRow } from '../../../components/FieldRow'
import { toast } from '../../../components/Toast'
import { useOffline } from '../../../frame/useOffline'
import { m } from '../../../paraglide/messages.js'
import { exactNumber } from '../../../preferences/numbers'
import styles from '../Lists.module.css'
import { InstructionsDialog } from './InstructionsDialog'
import { type OfficialText, settingOf, textsOf, withText } from './texts'

/** The official Codex instructions: learned by themselves, to be read, changed and removed. */
export const InstructionsSection: FC<{ setting: Setting }> = ({ setting }) => {
  const client = useQueryClient()
  const offline = useOffline()
  const [open, setOpen] = useState<{ text: OfficialText | null } | null>(null)
  const texts = textsOf(setting.value)
  const save = async (next: readonly OfficialText[]) => {
    const changed = await setSetting(setting.key, next.length === 0 ? null : settingOf(next))
    client.setQueryData(queries.settings().queryKey, (all) =>
      all?.map((one) => (one.key === changed.key ? changed : one)),
    )
  }
  const act = (next: readonly OfficialText[]) =>
    save(next).catch((thrown) => {
      const { title, next } = explain(asApiError(thrown))
      toast({ message: m.two_sentences({ first: title, second: next }), urgent: true })
    })
  const remove = async (text: OfficialText) => {
    await act(texts.filter((one) => one !== text))
    toast({
      message: m.instructions_removed({ family: text.family }),
      undo: { label: m.providers_undo(), run: () => void act(texts) },
    })
  }
  return (
    <>
      <p className={styles.lead}>{texts.length === 0 ? m.instructions_none() : m.instructions_lead()}</p>
      {texts.map((text) => (
        <FieldRow key={text.family} label={<code>{text.family}</code>} hint={aboutOf(text)} labelled>
          <Button
            variant="quiet"
            icon="edit"
            label={m.instructions_edit({ family: text.family })}
            onClick={() => setOpen({ text })}
          />
          <Button
            variant="quiet"
            icon="trash"
            label={m.instructions_remove({ family: text.family })}
            disabledReason={offline}
            onClick={() => void remove(text)}
          />
        </FieldRow>
      ))}
      <div className={styles.verbs}>
        <Button icon="plus" disabledReason={offline} onClick={() => setOpen({ text: null })}>
          {m.instructions_add()}
        </Button>
      </div>
      {open !== null && (
        <InstructionsDialog
          text={open.text}
          save={(text) => save(withText(texts, open.text, text))}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}

const aboutOf = ({ text, version }: OfficialText): string => {
  const length = exactNumber(text.length)
  return version === '' ? m.instructions_typed({ length }) : m.instructions_learned({ version, length })
}
