import { useQueryClient } from '@tanstack/react-query'
import { type FC, type FormEvent, useEffect, useRef, useState } from 'react'
import { explain } from '../../api/errors'
import { addProvider } from '../../api/providers'
import type { Preset, Provider } from '../../api/queries'
import { Button, LinkButton } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { classes } from '../../components/classes'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { language } from '../../preferences/language'
import styles from './AddForm.module.css'
import { took } from './actions'
import { BaseUrlField } from './form/BaseUrlField'
import { CredentialField } from './form/CredentialField'
import { FormContext } from './form/FormContext'
import { faultOf } from './form/faults'
import type { Faults, Values } from './form/fields'
import { Choice, Line } from './form/inputs'
import { blank, changeOf, faultsOf } from './form/values'
import { presetNote } from './presets'
import { dialectName, dialects } from './words'

/** What has to be known of a new provider; all else has its default and can be changed later. */
export const AddForm: FC<{
  preset: Preset | null
  values: Values
  onChange: (change: Partial<Values>) => void
  onAdded: (provider: Provider) => void
}> = ({ preset, values, onChange, onAdded }) => {
  const client = useQueryClient()
  const offline = useOffline()
  const form = useRef<HTMLFormElement>(null)
  const [faults, setFaults] = useState<Faults>({})
  const [failure, setFailure] = useState<unknown>(null)
  const [saving, setSaving] = useState(false)
  // What a preset filled in needs no typing: the key does.
  useEffect(() => {
    const inputs = form.current?.querySelectorAll('input')
    ;[...(inputs ?? [])].find((input) => input.value === '')?.focus()
  }, [])
  const wrong = Object.keys(faults).length
  useEffect(() => {
    if (wrong > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [wrong])

  const set = (change: Partial<Values>) => {
    setFaults({})
    // Each dialect of a preset has an address of its own.
    const endpoint = preset?.endpoints.find(({ dialect }) => dialect === change.dialect)
    onChange({ ...change, ...(endpoint && { base_url: endpoint.base_url }) })
  }
  const add = async (event: FormEvent) => {
    event.preventDefault()
    const wrong = faultsOf(values, 'upstream')
    setFaults(wrong)
    setFailure(null)
    if (Object.keys(wrong).length > 0 || saving) return
    setSaving(true)
    try {
      const added = await addProvider({ dialect: values.dialect, ...changeOf(blank, values) })
      took(client, added)
      onAdded(added)
    } catch (error) {
      const fault = faultOf(error)
      if (fault === null) setFailure(error)
      else setFaults({ [fault.field]: fault.message })
    } finally {
      setSaving(false)
    }
  }
  const note = preset === null ? null : presetNote(preset, language())
  const several = preset !== null && preset.endpoints.length > 1

  return (
    <FormContext value={{ values, faults, set }}>
      <form ref={form} className={styles.form} onSubmit={(event) => void add(event)} noValidate>
        {failure !== null && (
          <Callout tone="bad" title={explain(failure).title} announce>
            {explain(failure).next}
          </Callout>
        )}
        {note !== null && <Callout>{note}</Callout>}
        <CredentialField
          hint={preset?.category === 'local' ? m.providers_credential_local() : m.providers_credential_new()}
        />
        {preset?.key_url && (
          <LinkButton
            variant="link"
            size="small"
            icon="external"
            className={styles.link}
            href={preset.key_url}
            target="_blank"
            rel="noreferrer"
          >
            {m.providers_get_key()}
          </LinkButton>
        )}
        <Line field="name" />
        {preset === null || several ? (
          <Choice
            field="dialect"
            hint={several ? m.providers_endpoints_hint() : m.providers_dialect_hint()}
            options={
              several
                ? preset.endpoints.map(({ dialect }) => ({ value: dialect, word: dialectName(dialect) }))
                : dialects
            }
          />
        ) : null}
        <BaseUrlField />
        <div className={styles.actions}>
          <Button variant="primary" type="submit" disabledReason={offline} busy={saving}>
            {m.providers_add_save()}
          </Button>
          <span className={styles.hint}>{m.providers_add_save_hint()}</span>
        </div>
        {preset !== null && (
          <p className={classes(styles.hint, styles.source)}>
            {m.providers_preset_source({ date: preset.checked_on })}{' '}
            <a href={preset.source} target="_blank" rel="noreferrer">
              {hostOf(preset.source)}
            </a>
          </p>
        )}
      </form>
    </FormContext>
  )
}

const hostOf = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
