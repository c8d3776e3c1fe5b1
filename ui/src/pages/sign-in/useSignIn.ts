/** The sign-in page's one state: a closed set, so that no two of its messages can stand at once. */
import { useCallback, useEffect, useState } from 'react'
import { ApiError } from '../../api/errors'
import { catchLinkSecret, takeLinkSecret } from '../../api/linkSecret'
import { signInWithLink, signInWithPassword } from '../../api/signIn'

/** Where signing in stands. */
export type SignInState =
  | { at: 'waiting' }
  | { at: 'spending' }
  | { at: 'checking' }
  | { at: 'failed'; way: 'link' | 'password'; error: unknown }
  | { at: 'in' }

/** Spends a link as soon as there is one, and signs in with a password when asked. */
export function useSignIn(onIn: () => void): [SignInState, (password: string) => Promise<void>] {
  const [state, setState] = useState<SignInState>({ at: 'waiting' })

  const attempt = useCallback(
    async (way: 'link' | 'password', signIn: () => Promise<void>) => {
      setState({ at: way === 'link' ? 'spending' : 'checking' })
      try {
        await signIn()
        setState({ at: 'in' })
        onIn()
      } catch (error) {
        setState({ at: 'failed', way, error })
      }
    },
    [onIn],
  )

  useEffect(() => {
    const spend = () => {
      const secret = takeLinkSecret()
      if (secret !== null) void attempt('link', () => signInWithLink(secret))
    }
    // A link opened in a tab that already shows this page changes the fragment and loads nothing.
    const caught = () => {
      catchLinkSecret()
      spend()
    }
    spend()
    addEventListener('hashchange', caught)
    return () => removeEventListener('hashchange', caught)
  }, [attempt])

  return [state, (password) => attempt('password', () => signInWithPassword(password))]
}

/** Whether it was the password itself that was refused, which is said at its field. */
export function isWrongPassword(state: SignInState): boolean {
  return state.at === 'failed' && state.error instanceof ApiError && state.error.code === 'wrong_password'
}
