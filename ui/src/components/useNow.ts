import { useEffect, useState } from 'react'

/** Timers can’t wait longer. */
const LONGEST_MS = 2 ** 31 - 1

/** The time, as of the last of the moments that passed: what shows it is rendered then, and not in between. */
export function useNow(moments: readonly number[]): number {
  const [now, setNow] = useState(() => Date.now())
  const next = Math.min(...moments.filter((moment) => moment > now))
  useEffect(() => {
    if (next === Number.POSITIVE_INFINITY) return
    const wait = Math.min(Math.max(0, next - Date.now()), LONGEST_MS)
    const timer = setTimeout(() => setNow(Date.now()), wait)
    return () => clearTimeout(timer)
  }, [next])
  return now
}
