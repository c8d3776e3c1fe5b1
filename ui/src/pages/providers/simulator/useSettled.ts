import { useEffect, useState } from 'react'

/** Nobody wants an answer to half a word. */
const SETTLE_MS = 200

/** What is typed, once it stays as it is for a moment. */
export function useSettled<Typed>(typed: Typed): Typed {
  const [settled, setSettled] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  return settled
}
