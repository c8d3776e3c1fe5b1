import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FC, useCallback } from 'react'
import { explain } from '../../api/errors'
import { queries } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { CopyField } from '../../components/CopyField'
import { Tap } from '../../components/StateGlyph'
import { Appearance } from '../../frame/Appearance'
import { Header } from '../../frame/Header'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { PasswordForm } from './PasswordForm'
import styles from './SignInPage.module.css'
import { isWrongPassword, type SignInState, useSignIn } from './useSignIn'

const LINK_COMMAND = 'switchyard-server admin link'

/** The way in: a one-time link, or the password if one has been set. */
export const SignInPage: FC = () => {
  const navigate = useNavigate()
  const { ended = false } = useSearch({ from: paths.signIn })
  const enter = useCallback(() => void navigate({ to: paths.overview, replace: true }), [navigate])
  const [state, signIn] = useSignIn(enter)
  const options = useQuery(queries.signInOptions())
  return (
    <div className={styles.page}>
      <Header bus="idle" actions={<Appearance />} />
      <main className={styles.main}>
        <div className={styles.column}>
          <SwitchLine state={state} />
          <header className={styles.head}>
            <h1 className={styles.title}>{m.sign_in_title()}</h1>
            <p className={styles.intro}>{m.sign_in_intro()}</p>
          </header>
          <Outcome state={state} ended={ended} />
          {state.at === 'spending' || state.at === 'in' ? null : (
            <>
              {options.isError && state.at === 'waiting' && (
                <Failure error={options.error} retry={() => void options.refetch()} />
              )}
              {options.data?.password && (
                <PasswordForm state={state} onSubmit={(password) => void signIn(password)} />
              )}
              <ByLink alone={options.data?.password !== true} />
            </>
          )}
        </div>
      </main>
    </div>
  )
}

/** The line into the yard: open until somebody is let in. */
const SwitchLine: FC<{ state: SignInState }> = ({ state }) => {
  const glyph =
    state.at === 'in' ? 'closed' : state.at === 'spending' || state.at === 'checking' ? 'half' : 'off'
  return (
    <div className={styles.line}>
      <Tap state={glyph} live={state.at === 'in'} />
    </div>
  )
}

const Outcome: FC<{ state: SignInState; ended: boolean }> = ({ state, ended }) => {
  switch (state.at) {
    case 'waiting':
      return ended ? <Callout tone="warn">{m.sign_in_ended()}</Callout> : null
    case 'spending':
      return (
        <Callout announce title={m.sign_in_spending()}>
          {m.sign_in_spending_next()}
        </Callout>
      )
    case 'in':
      return <Callout tone="good" announce title={m.sign_in_done()} />
    case 'failed':
      // A wrong password is said at its field.
      return isWrongPassword(state) ? null : <Failure error={state.error} />
    case 'checking':
      return null
  }
}

const Failure: FC<{ error: unknown; retry?: () => void }> = ({ error, retry }) => {
  const { title, next } = explain(error)
  return (
    <Callout
      tone="bad"
      announce
      title={title}
      action={
        retry && (
          <Button size="small" onClick={retry}>
            {m.retry()}
          </Button>
        )
      }
    >
      {next}
    </Callout>
  )
}

const ByLink: FC<{ alone: boolean }> = ({ alone }) => (
  <section className={alone ? styles.way : styles.other}>
    <h2>{m.sign_in_link_title()}</h2>
    <p className={styles.how}>{m.sign_in_link_how()}</p>
    <CopyField value={LINK_COMMAND} label={m.command_label()} words={copyWords()} />
  </section>
)
