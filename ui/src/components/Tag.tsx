import type { FC, ReactNode } from 'react'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import styles from './Tag.module.css'

/** A word about the thing beside it: what it is, or what is not as usual with it. */
export const Tag: FC<{ tone?: 'plain' | 'warn' | 'bad'; icon?: IconName; children: ReactNode }> = ({
  tone = 'plain',
  icon,
  children,
}) => (
  <span className={classes(styles.tag, styles[tone])}>
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </span>
)
