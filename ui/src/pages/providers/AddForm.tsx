import { useQueryClient } from '@tanstack/react-query'
import { type FC, type FormEvent, useEffect, useRef, useState } from 'react'
import { explain } from '../../api/errors'
import { addProvider } from '../../api/providers'
import type { Preset, Provider } from '../../api/queries'
import { Button, LinkButton } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { classes } from '../../components/classes'
import { Select } from '../../components/Select'
import { TextField } from '../../components/TextField'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { language } from '../../preferences/language'
import styles from './AddForm.module.css'
import { took } from './actions'
import { CredentialField } from './CredentialField'
import { faultOf } from './faults'
import { blank, changeOf, type Faults, faultsOf, type Values, willCall } from './form'
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
    onChange(change)
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
  const calls = willCall(values.base_url, values.dialect)
  const several = preset !== null && preset.endpoints.length > 1

  return (
    <form ref={form} className={styles.form} onSubmit={(event) => void add(event)} noValidate>
      {failure !== null && (
        <Callout tone="bad" title={explain(failure).title} announce>
          {explain(failure).next}
        </Callout>
      )}
      {note !== null && <Callout>{note}</Callout>}
      <CredentialField
        credentials={[]}
        values={values}
        error={faults.credential}
        hint={preset?.category === 'local' ? m.providers_credential_local() : m.providers_credential_new()}
        onChange={set}
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
      <TextField
        label={m.providers_field_name()}
        value={values.name}
        error={faults.name}
        autoComplete="off"
        onChange={(event) => set({ name: event.target.value })}
      />
      {preset === null || several ? (
        <Select
          label={m.providers_field_dialect()}
          hint={several ? m.providers_endpoints_hint() : m.providers_dialect_hint()}
          value={values.dialect}
          options={
            several
              ? preset.endpoints.map(({ dialect }) => ({ value: dialect, word: dialectName(dialect) }))
              : dialects
          }
          onChange={(dialect) => {
            const endpoint = preset?.endpoints.find((other) => other.dialect === dialect)
            set({ dialect, ...(endpoint && { base_url: endpoint.base_url }) })
          }}
        />
      ) : null}
      <TextField
        label={m.providers_field_base_url()}
        mono
        value={values.base_url}
        error={faults.base_url}
        hint={
          calls === null ? (
            m.providers_base_url_hint()
          ) : (
            <>
              {m.providers_will_call()} <code>{calls}</code>
            </>
          )
        }
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => set({ base_url: event.target.value })}
      />
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
  )
}

const hostOf = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/.*$/, '')
