import { type FC, type FormEvent, useState } from 'react'
import { explain } from '../../api/errors'
import { Button } from '../../components/Button'
import { PasswordField } from '../../components/PasswordField'
import { m } from '../../paraglide/messages.js'
import styles from './SignInPage.module.css'
import { isWrongPassword, type SignInState } from './useSignIn'

/** The admin password. What was typed stays when it was wrong, so that a slip can be mended. */
export const PasswordForm: FC<{ state: SignInState; onSubmit: (password: string) => void }> = ({
  state,
  onSubmit,
}) => {
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setMissing(password === '')
    if (password !== '' && state.at !== 'checking') onSubmit(password)
  }
  return (
    <form className={styles.way} onSubmit={submit} noValidate>
      {/* Password managers file a password under a name; there is one user here, and it has none to type. */}
      <input hidden readOnly autoComplete="username" value="owner" />
      <PasswordField
        label={m.sign_in_password()}
        name="password"
        value={password}
        autoFocus
        onChange={(event) => {
          setPassword(event.target.value)
          setMissing(false)
        }}
        error={missing ? m.sign_in_password_missing() : refusal(state)}
        showLabel={m.sign_in_show()}
        hideLabel={m.sign_in_hide()}
      />
      <div>
        <Button type="submit" variant="primary" busy={state.at === 'checking'}>
          {m.sign_in_submit()}
        </Button>
      </div>
    </form>
  )
}

function refusal(state: SignInState): string | undefined {
  if (state.at !== 'failed' || !isWrongPassword(state)) return undefined
  const { title, next } = explain(state.error)
  return m.two_sentences({ first: title, second: next })
}
