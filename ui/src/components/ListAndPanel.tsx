import type { FC, ReactNode } from 'react'
import { classes } from './classes'
import styles from './ListAndPanel.module.css'

/** A list over the whole width; with something selected, the list and its panel side by side. Each scrolls alone. */
export const ListAndPanel: FC<{ panel: ReactNode | null; children: ReactNode }> = ({ panel, children }) => (
  <div className={classes(styles.split, panel !== null && styles.open)}>
    <div className={styles.list}>{children}</div>
    {panel}
  </div>
)
