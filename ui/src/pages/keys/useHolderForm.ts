/** A form over something stored: it holds only what was typed, so that what others change meanwhile shows through. */
import { useState } from 'react'
import { type Faults, refusalOf } from './form'

/** Where a form stands. */
export type FormState<Form> = {
  typed: Form
  dirty: boolean
  busy: boolean
  faults: Faults
  /** What was refused and belongs to no field. */
  refusal: { title: string; next: string } | null
  type: (change: Partial<Form>) => void
  reset: () => void
  /** Checks, then runs; what was typed is forgotten once it is stored. Tells whether it was. */
  submit: (check: (typed: Form) => Faults, run: (typed: Form) => Promise<unknown>) => Promise<boolean>
}

/** Keeps what was typed over what is stored. */
export function useHolderForm<Form extends object>(stored: Form): FormState<Form> {
  const [changes, setChanges] = useState<Partial<Form>>({})
  const [busy, setBusy] = useState(false)
  const [faults, setFaults] = useState<Faults>({})
  const [refusal, setRefusal] = useState<FormState<Form>['refusal']>(null)
  const typed = { ...stored, ...changes }
  const forget = () => {
    setChanges({})
    setFaults({})
    setRefusal(null)
  }
  return {
    typed,
    dirty: (Object.keys(changes) as (keyof Form)[]).some((field) => typed[field] !== stored[field]),
    busy,
    faults,
    refusal,
    type: (change) => {
      setChanges({ ...changes, ...change })
      setFaults(Object.fromEntries(Object.entries(faults).filter(([field]) => !(field in change))) as Faults)
    },
    reset: forget,
    submit: async (check, run) => {
      const found = check(typed)
      setFaults(found)
      setRefusal(null)
      if (Object.keys(found).length > 0) return false
      setBusy(true)
      try {
        await run(typed)
        forget()
        return true
      } catch (error) {
        const { faults, rest } = refusalOf(error)
        setFaults(faults)
        setRefusal(rest)
        return false
      } finally {
        setBusy(false)
      }
    },
  }
}
