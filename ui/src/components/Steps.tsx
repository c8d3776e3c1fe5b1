import type { FC, ReactNode } from 'react'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import styles from './Steps.module.css'

/** How far a step has come. */
export type StepState = 'done' | 'running' | 'waiting' | 'failed' | 'skipped'

const icons: Record<StepState, IconName> = {
  done: 'check',
  running: 'stream',
  waiting: 'dash',
  failed: 'x',
  skipped: 'dash',
}

/** Steps of one undertaking, as they happen, each with its own time. */
export const Steps: FC<{ label: string; children: ReactNode }> = ({ label, children }) => (
  <ol aria-label={label}>{children}</ol>
)

/** One step. `stateWord` is read aloud in place of the drawing. */
export const Step: FC<{
  state: StepState
  stateWord: string
  title: ReactNode
  /** What was seen. */
  detail?: ReactNode
  time?: ReactNode
  /** What is said at length below: words that came, or why it failed and what to do. */
  children?: ReactNode
}> = ({ state, stateWord, title, detail, time, children }) => (
  <li className={classes(styles.step, styles[state])} aria-current={state === 'running' ? 'step' : undefined}>
    <Icon name={icons[state]} />
    <span className={styles.title}>
      <span className={styles.aloud}>{stateWord} </span>
      {title} {detail !== undefined && <span className={styles.detail}>{detail}</span>}
    </span>
    <span className={styles.time}>{time}</span>
    {children !== undefined && <div className={styles.words}>{children}</div>}
  </li>
)
