/** Something done at once, outside a form: whether it is under way, and why it was refused. */
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { explain } from '../../api/errors'
import { queries } from '../../api/queries'

/** Asks for users and keys anew, also after a refusal: it may have been refused because they changed. */
export function useFresh(): () => Promise<void> {
  const client = useQueryClient()
  return async () => {
    await Promise.all([
      client.invalidateQueries({ queryKey: queries.users().queryKey }),
      client.invalidateQueries({ queryKey: queries.keys().queryKey }),
    ])
  }
}

/** Runs one thing at a time; tells whether it was done. */
export function useAct() {
  const fresh = useFresh()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<{ title: string; next: string } | null>(null)
  const act = async (run: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true)
    setRefusal(null)
    try {
      await run()
      return true
    } catch (error) {
      setRefusal(explain(error))
      return false
    } finally {
      await fresh()
      setBusy(false)
    }
  }
  return { act, busy, refusal, forget: () => setRefusal(null) }
}
