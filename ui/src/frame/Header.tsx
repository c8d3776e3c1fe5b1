import type { FC, ReactNode } from 'react'
import { classes } from '../components/classes'
import styles from './Header.module.css'
import type { Health } from './health'
import { Mark } from './Mark'

/** The line at the top of every page. Its lower edge is the bus bar: it shows whether current flows. */
export const Header: FC<{ bus: Health['bus'] | 'idle'; children?: ReactNode; actions: ReactNode }> = ({
  bus,
  children,
  actions,
}) => (
  <header className={classes(styles.head, styles[bus])}>
    <span className={styles.brand}>
      <Mark />
      <b className={styles.name}>Switchyard</b>
    </span>
    <div className={styles.middle}>{children}</div>
    <div className={styles.actions}>{actions}</div>
  </header>
)
