import { Collapsible } from '@base-ui/react/collapsible'
import type { FC, ReactNode } from 'react'
import { classes } from './classes'
import styles from './Disclosure.module.css'
import { Icon } from './Icon'

/** A group of fields that most people leave alone. Closed it says beside its title what in it isn't as usual. */
export const Disclosure: FC<{
  title: ReactNode
  /** What is in it, in a few words. */
  summary?: ReactNode
  /** The summary tells of something that was changed. */
  changed?: boolean
  /** The summary tells of something dangerous. */
  warns?: boolean
  open: boolean
  onOpenChange: (open: boolean) => void
  children: ReactNode
}> = ({ title, summary, changed = false, warns = false, open, onOpenChange, children }) => (
  <Collapsible.Root className={styles.group} open={open} onOpenChange={(next) => onOpenChange(next)}>
    <Collapsible.Trigger className={styles.trigger}>
      <Icon name="right" />
      <span className={styles.title}>{title}</span>
      {summary !== undefined && (
        <span className={classes(styles.summary, changed && styles.changed, warns && styles.warns)}>
          {summary}
        </span>
      )}
    </Collapsible.Trigger>
    <Collapsible.Panel className={styles.content}>{children}</Collapsible.Panel>
  </Collapsible.Root>
)
