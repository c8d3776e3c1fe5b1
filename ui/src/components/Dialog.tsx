import { Dialog as Base } from '@base-ui/react/dialog'
import type { FC, ReactNode } from 'react'
import { classes } from './classes'
import styles from './Dialog.module.css'

/** A question that must be answered before anything else. Only for what can't be undone. */
export const Dialog: FC<{
  open: boolean
  onOpenChange: (open: boolean) => void
  title: ReactNode
  /** For lines that are longer than sentences. */
  wide?: boolean
  children?: ReactNode
  /** The buttons, the quiet way out first, what is asked for last. */
  actions: ReactNode
}> = ({ open, onOpenChange, title, wide = false, children, actions }) => (
  <Base.Root open={open} onOpenChange={(next) => onOpenChange(next)}>
    <Base.Portal>
      <Base.Backdrop className={styles.scrim} />
      <Base.Popup className={classes(styles.dialog, wide && styles.wide)}>
        <header className={styles.head}>
          {/* biome-ignore lint/a11y/useHeadingContent: the title is what it is given */}
          <Base.Title render={<h1 />}>{title}</Base.Title>
        </header>
        {children !== undefined && (
          <Base.Description render={<div />} className={styles.body}>
            {children}
          </Base.Description>
        )}
        <footer className={styles.actions}>{actions}</footer>
      </Base.Popup>
    </Base.Portal>
  </Base.Root>
)
