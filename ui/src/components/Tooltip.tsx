import { Tooltip as Base } from '@base-ui/react/tooltip'
import type { FC, ReactElement, ReactNode } from 'react'
import styles from './Tooltip.module.css'

/**
 * A short explanation on hover and focus. Never the only place where something is said. Without a text there is none,
 * and what it stands around stays the same element, so that it keeps the focus.
 */
export const Tooltip: FC<{ text: ReactNode; children: ReactElement }> = ({ text, children }) => (
  <Base.Root disabled={text === undefined}>
    <Base.Trigger render={children} />
    <Base.Portal>
      <Base.Positioner sideOffset={6} className={styles.positioner}>
        <Base.Popup className={styles.tip}>{text}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

/** Makes tooltips near each other share their delay. Once, around the page. */
export const TooltipProvider: FC<{ children: ReactNode }> = ({ children }) => (
  <Base.Provider delay={500}>{children}</Base.Provider>
)
