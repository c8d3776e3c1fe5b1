import type { FC, ReactNode } from 'react'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import styles from './Result.module.css'

/** How something went; `live` is still going. */
export type ResultTone = 'good' | 'bad' | 'warn' | 'quiet' | 'live'

/** How something went: drawing, word and colour together. */
export const Result: FC<{ icon: IconName; tone: ResultTone; strong?: boolean; children: ReactNode }> = ({
  icon,
  tone,
  strong = false,
  children,
}) => (
  <span className={classes(styles.result, styles[tone], strong && styles.strong)}>
    <Icon name={icon} />
    <span>{children}</span>
  </span>
)
