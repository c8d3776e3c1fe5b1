import type { FC, ReactNode } from 'react'
import { PasswordField } from '../../../components/PasswordField'
import { m } from '../../../paraglide/messages.js'
import { useForm } from './FormContext'

/** A credential as it is typed; what is stored is never shown again. */
export const CredentialField: FC<{ hint: ReactNode; placeholder?: string }> = ({ hint, placeholder }) => {
  const { values, faults, set } = useForm()
  return (
    <PasswordField
      label={m.providers_field_credential()}
      value={values.credential}
      error={faults.credential}
      hint={hint}
      placeholder={placeholder}
      autoComplete="off"
      showLabel={m.providers_credential_show()}
      hideLabel={m.providers_credential_hide()}
      onChange={(event) => set({ credential: event.target.value })}
    />
  )
}
