import { useEffect, useState } from 'react'

/** Whether something was just copied. */
export type CopyState = 'idle' | 'copied' | 'failed'

const SHOWN_MS = 2000

/** Copies a text, tells whether it could, and says so for two seconds. */
export function useCopy(): [CopyState, (text: string) => Promise<boolean>] {
  const [state, setState] = useState<CopyState>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [state])
  return [
    state,
    async (text) => {
      // Outside a secure context there is no clipboard: a browser on another machine over plain HTTP.
      const copied = await Promise.resolve()
        .then(() => navigator.clipboard.writeText(text))
        .then(() => true)
        .catch(() => false)
      setState(copied ? 'copied' : 'failed')
      return copied
    },
  ]
}
