import type { FC, ReactNode } from 'react'
import styles from './Callout.module.css'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'

/** What a callout is about; `plain` is a remark, `line` a lost connection. */
export type CalloutTone = 'plain' | 'good' | 'warn' | 'bad' | 'line'

const icons: Record<CalloutTone, IconName> = {
  plain: 'info',
  good: 'check',
  warn: 'alert',
  bad: 'x',
  line: 'break',
}

/** Something that must be noticed where it matters: what happened, and what to do. */
export const Callout: FC<{
  tone?: CalloutTone
  title?: ReactNode
  children?: ReactNode
  action?: ReactNode
  /** Read aloud when it appears: for what follows from something the person did. */
  announce?: boolean
}> = ({ tone = 'plain', title, children, action, announce = false }) => (
  <div
    className={classes(styles.callout, styles[tone])}
    role={announce ? (tone === 'bad' ? 'alert' : 'status') : undefined}
  >
    <Icon name={icons[tone]} />
    <div className={styles.words}>
      {title !== undefined && <strong>{title}</strong>}
      {children !== undefined && <div className={styles.text}>{children}</div>}
    </div>
    {action}
  </div>
)
