import type { FC, ReactNode } from 'react'
import { Button } from '../../components/Button'
import { m } from '../../paraglide/messages.js'
import styles from './Actions.module.css'

/** The end of a step: on, once there is something to go on with; else past it. */
export const Actions: FC<{
  onNext: () => void
  ready: boolean
  /** Something else on the page comes first, and has the view's one primary button. */
  second?: boolean
  word?: string
  children?: ReactNode
}> = ({ onNext, ready, second = false, word, children }) => (
  <div className={styles.actions}>
    {children}
    <span className={styles.end}>
      {ready ? (
        <Button variant={second ? 'plain' : 'primary'} size="large" onClick={onNext}>
          {word ?? m.first_run_next()}
        </Button>
      ) : (
        <Button variant="quiet" size="large" className={styles.skip} onClick={onNext}>
          {m.first_run_skip()}
        </Button>
      )}
    </span>
  </div>
)
