import { useQueryClient } from '@tanstack/react-query'
import { type FC, type ReactNode, useState } from 'react'
import { asApiError, explain } from '../../api/errors'
import { queries, type Setting } from '../../api/queries'
import { setSetting } from '../../api/settings'
import { Button } from '../../components/Button'
import { FieldRow, RowInput } from '../../components/FieldRow'
import { Icon } from '../../components/Icon'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import styles from './SettingField.module.css'
import { readValue, type Spec, showValue, wrong } from './specs'

/** A setting in a box: saved by Enter or on leaving it, undone by Escape. */
export const SettingField: FC<{ spec: Spec; setting: Setting }> = ({ spec, setting }) => {
  const { kind } = spec
  const stored = showValue(kind, setting.value)
  const [typed, setTyped] = useState<string | null>(null)
  const { save, saved, error, forget } = useSave(setting, () => wrong(kind))
  const text = typed ?? stored
  const leave = async () => {
    if (typed === null || typed.trim() === stored) {
      setTyped(null)
      return
    }
    const read = readValue(kind, typed)
    if (await save(read)) setTyped(null)
  }
  return (
    <FieldRow
      label={spec.label()}
      hint={setting.locked ? lockedWords(setting, spec.variable) : <Hint spec={spec} setting={setting} />}
      error={error}
    >
      <Saved shown={saved} />
      <Reset
        setting={setting}
        value={showValue(kind, setting.default)}
        onReset={() => {
          setTyped(null)
          void save({ value: null })
        }}
      />
      <RowInput
        value={text}
        locked={setting.locked}
        bad={error !== null}
        mono={kind.is !== 'number'}
        wide={kind.is !== 'number'}
        inputMode={kind.is === 'number' ? 'numeric' : 'text'}
        {...(kind.is === 'list' && { placeholder: kind.example })}
        {...(kind.is === 'url' && { placeholder: 'https://switch.example.org' })}
        {...(kind.is === 'number' && kind.unit !== null && { unit: kind.unit() })}
        onChange={(event) => {
          setTyped(event.target.value)
          forget()
        }}
        onBlur={() => void leave()}
        onKeyDown={(event) => {
          if (event.key === 'Enter') void leave()
          if (event.key === 'Escape' && typed !== null) {
            event.stopPropagation()
            setTyped(null)
            forget()
          }
        }}
      />
    </FieldRow>
  )
}

/** Saves one setting: whether that worked, and what was wrong with the value. */
export function useSave(setting: Setting, badValue: () => string) {
  const client = useQueryClient()
  const [saved, setSaved] = useState(false)
  const [error, setError] = useState<string | null>(null)
  const forget = () => {
    setSaved(false)
    setError(null)
  }
  const save = async (read: { value: unknown } | null): Promise<boolean> => {
    forget()
    if (read === null) {
      setError(badValue())
      return false
    }
    try {
      const changed = await setSetting(setting.key, read.value)
      client.setQueryData(queries.settings().queryKey, (all) =>
        all?.map((one) => (one.key === changed.key ? changed : one)),
      )
      setSaved(true)
      return true
    } catch (thrown) {
      const words = explain(thrown)
      setError(
        asApiError(thrown).field === 'value'
          ? badValue()
          : m.two_sentences({ first: words.title, second: words.next }),
      )
      return false
    }
  }
  return { save, saved, error, forget }
}

/** The way back to the default, where it was left. */
export const Reset: FC<{ setting: Setting; value: string; onReset: () => void }> = ({
  setting,
  value,
  onReset,
}) => {
  const offline = useOffline()
  return setting.source === 'set' ? (
    <Button
      variant="quiet"
      disabledReason={offline}
      icon="reset"
      label={value === '' ? m.settings_reset_empty() : m.settings_reset({ value })}
      onClick={onReset}
    />
  ) : null
}

/** That the value is stored. */
export const Saved: FC<{ shown: boolean }> = ({ shown }) => (
  <span className={styles.saved} role="status">
    {shown && (
      <>
        <Icon name="check" />
        {m.settings_saved()}
      </>
    )}
  </span>
)

/** Why a setting can't be changed here. */
export function lockedWords({ source }: Setting, variable: string | null): ReactNode {
  if (source === 'flag') return m.settings_locked_flag()
  return variable === null ? m.settings_locked_variable() : m.settings_locked_by({ variable })
}

const Hint: FC<{ spec: Spec; setting: Setting }> = ({ spec, setting }) => (
  <>
    {spec.hint()}
    {setting.needs_restart && <span className={styles.restart}> {m.settings_restart()}</span>}
  </>
)
