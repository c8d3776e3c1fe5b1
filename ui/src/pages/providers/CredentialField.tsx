import type { FC, ReactNode } from 'react'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { PasswordField } from '../../components/PasswordField'
import { m } from '../../paraglide/messages.js'
import styles from './Configuration.module.css'
import type { Values } from './form'

/** The credential: typed anew or left alone, never shown again. A provider that needs none can do without. */
export const CredentialField: FC<{
  credentials: Provider['credentials']
  values: Values
  error: string | undefined
  hint?: ReactNode
  onChange: (change: Partial<Values>) => void
}> = ({ credentials, values, error, hint, onChange }) => {
  const [stored] = credentials
  if (values.removes_credential) {
    return (
      <div className={styles.removes}>
        <span>{m.providers_credential_goes()}</span>
        <Button size="small" variant="link" onClick={() => onChange({ removes_credential: false })}>
          {m.providers_credential_stays()}
        </Button>
      </div>
    )
  }
  return (
    <div className={styles.credential}>
      <PasswordField
        label={m.providers_field_credential()}
        value={values.credential}
        error={error}
        hint={hint ?? (stored === undefined ? m.providers_credential_none() : m.providers_credential_kept())}
        placeholder={stored === undefined ? undefined : `…${stored.tail}`}
        autoComplete="off"
        showLabel={m.providers_credential_show()}
        hideLabel={m.providers_credential_hide()}
        onChange={(event) => onChange({ credential: event.target.value })}
      />
      {stored !== undefined && values.credential === '' && (
        <Button size="small" variant="link" onClick={() => onChange({ removes_credential: true })}>
          {m.providers_credential_remove()}
        </Button>
      )}
    </div>
  )
}
