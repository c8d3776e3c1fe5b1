import { type FC, type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react'
import { Button } from './Button'
import styles from './Panel.module.css'

/** What stands beside a list: the selected row in full. Esc closes it; the list gives the focus back to the row. */
export const Panel: FC<{
  title: ReactNode
  /** State and the like, under the title. */
  summary?: ReactNode
  /** What can be done with it, beside the way out. */
  tools?: ReactNode
  /** Takes the focus when it appears, so that the keyboard goes on in it. */
  takesFocus?: boolean
  closeLabel: string
  onClose: () => void
  children: ReactNode
  /** Save and cancel, once something was changed. */
  actions?: ReactNode
}> = ({ title, summary, tools, takesFocus = false, closeLabel, onClose, children, actions }) => {
  const titleId = useId()
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true })
  }, [takesFocus])
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.stopPropagation()
    onClose()
  }
  return (
    <aside className={styles.panel} aria-labelledby={titleId} onKeyDown={closeOnEscape}>
      <header className={styles.head}>
        <div className={styles.titles}>
          <h2 id={titleId} ref={heading} tabIndex={-1} className={styles.title}>
            {title}
          </h2>
          {summary}
        </div>
        {tools}
        <Button variant="quiet" icon="x" label={closeLabel} onClick={onClose} />
      </header>
      <div className={styles.body}>{children}</div>
      {actions !== undefined && <footer className={styles.actions}>{actions}</footer>}
    </aside>
  )
}
