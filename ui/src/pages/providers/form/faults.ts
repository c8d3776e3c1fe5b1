/** Which field a refusal is about, and what to do, in the person's language. */
import { match } from 'ts-pattern'
import { asApiError } from '../../../api/errors'
import { m } from '../../../paraglide/messages.js'
import { type Field, isField } from './fields'

/** Reads a refusal; nothing if it is about no field of the form. */
export function faultOf(thrown: unknown): { field: Field; message: string } | null {
  const error = asApiError(thrown)
  const field = error.code === 'name_taken' ? 'name' : error.field
  if (field === null || !isField(field)) return null
  const message = match(error.code)
    .with('name_taken', () => m.providers_fault_name_taken())
    .with('credential_required', () => m.providers_fault_credential_again())
    .otherwise(() => m.providers_fault_said({ detail: error.detail ?? error.code }))
  return { field, message }
}
