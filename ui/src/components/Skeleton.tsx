import { type FC, useEffect, useState } from 'react'
import { classes } from './classes'
import styles from './Skeleton.module.css'

const QUIET_MS = 150
const widths = [styles.long, styles.short, styles.medium]

/** Rows that are being fetched: nothing at first, then bars at the real rows' height. No shimmer. */
export const Skeleton: FC<{ rows?: number; height?: 'dense' | 'row' | 'two'; label: string }> = ({
  rows = 3,
  height = 'row',
  label,
}) => {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), QUIET_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    <div role="status" aria-label={label} className={styles.skeleton}>
      {Array.from({ length: rows }, (_, row) => (
        // The room is taken at once, so that nothing below jumps; the bars come when it takes longer.
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike and never move
        <div key={row} className={styles[height]}>
          {shown && <span className={classes(styles.bar, widths[row % widths.length])} />}
        </div>
      ))}
    </div>
  )
}
