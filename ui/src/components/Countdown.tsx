import type { FC } from 'react'
import styles from './Countdown.module.css'
import { useSecond } from './useSecond'

const HOUR_S = 3_600

/** 0:24, 12:05, 1:02:10: how long it is to a moment, rounded up, so that 0:00 is when it has come. */
export function timeTo(moment: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((moment - now) / 1_000))
  const two = (part: number) => String(part).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (seconds < HOUR_S) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

// Stands in a sentence where the time comes, and in no sentence otherwise.
const PLACE = '\u0001'

/** How long it is to a moment, in a sentence; ticks by itself, without what stands around it. */
export const Countdown: FC<{
  /** Milliseconds since 1970. */
  until: number
  /** The sentence with the time in it. */
  say: (time: string) => string
  /** The sentence when the moment has come. */
  over: string
}> = ({ until, say, over }) => {
  const now = useSecond()
  if (until <= now) return over
  const [before, after] = say(PLACE).split(PLACE)
  return (
    <>
      {before}
      <b className={styles.time}>{timeTo(until, now)}</b>
      {after}
    </>
  )
}
