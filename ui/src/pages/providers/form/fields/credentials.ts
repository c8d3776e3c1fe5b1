/** What a provider is asked with, and where in the request that stands. */
import type { Provider } from '../../../../api/queries'
import { m } from '../../../../paraglide/messages.js'
import type { Dialect } from '../../words'
import type { FieldSpec } from './kinds'

/** Where the credential stands, or wherever the dialect's own vendor reads it. */
export type AuthChoice = Provider['auth_style'] | 'default'

/** The ways, in the order they are offered. */
export const authStyles = ['bearer', 'x-api-key', 'both', 'x-goog-api-key', 'query'] as const

/** The way of the dialect's own vendor. */
export const usualAuth = (dialect: Dialect): Provider['auth_style'] =>
  (
    ({
      anthropic: 'x-api-key',
      'openai-chat': 'bearer',
      'openai-responses': 'bearer',
      gemini: 'x-goog-api-key',
    }) as const
  )[dialect]

/** How the credential stands in a request, as it is written there. */
export const authWord = (style: Provider['auth_style']): string =>
  ({
    bearer: 'Authorization: Bearer',
    'x-api-key': 'x-api-key',
    both: m.providers_auth_both(),
    'x-goog-api-key': 'x-goog-api-key',
    query: '?key=',
  })[style]

const credential: FieldSpec<string> = {
  label: () => m.providers_field_credential(),
  blank: '',
  // What is stored never comes back.
  read: () => '',
  send: (typed) => (typed.trim() === '' ? {} : { credential: typed.trim() }),
  fault: credentialFault,
  shown: () => '•••',
}

const auth_style: FieldSpec<AuthChoice> = {
  label: () => m.providers_field_auth_style(),
  blank: 'default',
  read: ({ auth_style, dialect }) => (auth_style === usualAuth(dialect) ? 'default' : auth_style),
  send: (style) => ({ auth_style: style === 'default' ? null : style }),
  fault: () => null,
  shown: (style) => (style === 'default' ? m.providers_group_default() : authWord(style)),
}

/** The credential as it is typed, and how it is sent. */
export const credentials = { credential, auth_style }

/** What can't be a credential. */
export function credentialFault(typed: string): string | null {
  return /[^\x20-\x7e]/.test(typed.trim()) ? m.providers_fault_credential() : null
}
