/** Signing in and out at the web door. */
import { api, taken } from './client'
import { session } from './session'

/** Spends a one-time link. */
export async function signInWithLink(secret: string): Promise<void> {
  const { csrf_token } = await taken(api.POST('/api/v1/sign-in/link', { body: { secret } }))
  session.begin(csrf_token)
}

/** Signs in with the password. */
export async function signInWithPassword(password: string): Promise<void> {
  const { csrf_token } = await taken(api.POST('/api/v1/sign-in/password', { body: { password } }))
  session.begin(csrf_token)
}

/** Ends the session here and at the server. Here it ends even if the server can't be reached. */
export async function signOut(): Promise<void> {
  try {
    await api.POST('/api/v1/sign-out')
  } finally {
    session.end()
  }
}
