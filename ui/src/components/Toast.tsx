import { Toast as Base } from '@base-ui/react/toast'
import type { FC, ReactNode } from 'react'
import { Icon } from './Icon'
import styles from './Toast.module.css'

const UNDO_MS = 10_000
const manager = Base.createToastManager()

/** Says for a moment what was done. With `undo` it can be taken back for ten seconds. */
export function toast(said: {
  message: string
  undo?: { label: string; run: () => void }
  urgent?: boolean
}): void {
  const { message, undo, urgent = false } = said
  const id = manager.add({
    title: message,
    priority: urgent ? 'high' : 'low',
    timeout: undo === undefined ? 5000 : UNDO_MS,
    ...(undo !== undefined && {
      actionProps: {
        children: undo.label,
        onClick: () => {
          manager.close(id)
          undo.run()
        },
      },
    }),
  })
}

/** Where toasts appear. Once, around the page. */
export const Toasts: FC<{ children: ReactNode; closeLabel: string }> = ({ children, closeLabel }) => (
  <Base.Provider toastManager={manager}>
    {children}
    <Base.Portal>
      <Base.Viewport className={styles.viewport}>
        <List closeLabel={closeLabel} />
      </Base.Viewport>
    </Base.Portal>
  </Base.Provider>
)

const List: FC<{ closeLabel: string }> = ({ closeLabel }) => {
  const { toasts } = Base.useToastManager()
  return toasts.map((shown) => (
    <Base.Root key={shown.id} toast={shown} className={styles.toast} swipeDirection="down">
      <Base.Content className={styles.content}>
        <Base.Title className={styles.message} render={<div />} />
        {shown.actionProps !== undefined && (
          <Base.Action className={styles.action}>
            <Icon name="undo" />
            {shown.actionProps.children}
          </Base.Action>
        )}
        <Base.Close className={styles.close} aria-label={closeLabel}>
          <Icon name="x" />
        </Base.Close>
      </Base.Content>
    </Base.Root>
  ))
}
