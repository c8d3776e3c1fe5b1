/** The form that a field stands in. */
import { createContext, use } from 'react'
import type { Faults, Field, Values } from './fields'

/** What stands in the fields, what is wrong with it, and how it is changed. */
export type Form = {
  values: Values
  faults: Faults
  set: (change: Partial<Values>) => void
  /** The field that somebody was sent to: it is opened and takes the focus. */
  wanted?: Field | undefined
}

/** Given by whoever draws the form. */
export const FormContext = createContext<Form | null>(null)

/** The form around; a field outside of one is a mistake of its page. */
export function useForm(): Form {
  const form = use(FormContext)
  if (form === null) throw new Error('a field stands in a form')
  return form
}
