import type { FC } from 'react'
import styles from './Spinner.module.css'

/** Three dashes of a line: work is under way. It stands still; the words beside it say what happens. */
export const Spinner: FC = () => (
  <svg className={styles.spinner} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
    <path d="M2 8h2.5M6.75 8h2.5M11.5 8H14" />
  </svg>
)
