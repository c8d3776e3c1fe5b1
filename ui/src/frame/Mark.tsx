import type { FC } from 'react'
import styles from './Mark.module.css'

/** The mark: two lines of a yard, the lower switched over to the upper. */
export const Mark: FC<{ size?: number }> = ({ size = 18 }) => (
  <svg className={styles.mark} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
    <path className={styles.idle} d="M1.5 4.5H4M12 11.5h2.5" />
    <path className={styles.live} d="M1.5 11.5H5l6-7h3.5" />
  </svg>
)
