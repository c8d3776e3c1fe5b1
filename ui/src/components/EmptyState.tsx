import type { FC, ReactNode } from 'react'
import styles from './EmptyState.module.css'
import { type GlyphState, StateGlyph } from './StateGlyph'

/** A place where nothing is yet: the open line, one sentence, one button, one quiet way out. */
export const EmptyState: FC<{
  title: ReactNode
  children?: ReactNode
  actions?: ReactNode
  glyph?: GlyphState
  heading?: 'h1' | 'h2'
}> = ({ title, children, actions, glyph = 'off', heading: Heading = 'h2' }) => (
  <div className={styles.empty}>
    <span className={styles.line}>
      <StateGlyph state={glyph} tone="inherit" />
    </span>
    <Heading className={styles.title}>{title}</Heading>
    {children !== undefined && <p className={styles.words}>{children}</p>}
    {actions !== undefined && <div className={styles.actions}>{actions}</div>}
  </div>
)
