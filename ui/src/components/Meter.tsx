import type { FC } from 'react'
import { classes } from './classes'
import styles from './Meter.module.css'

/** How much of something is used, as a short bar beside its figure. Nearly all of it is a warning. */
export const Meter: FC<{ permille: number }> = ({ permille }) => (
  <svg
    className={classes(styles.meter, permille >= NEARLY_ALL && styles.full)}
    width="44"
    height="4"
    viewBox="0 0 1000 4"
    preserveAspectRatio="none"
    aria-hidden="true"
  >
    <rect className={styles.ground} width="1000" height="4" />
    <rect className={styles.used} width={Math.min(1_000, Math.max(0, permille))} height="4" />
  </svg>
)

const NEARLY_ALL = 900
