import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { classes } from './classes'
import styles from './Tabs.module.css'

/** A few views of the same thing. The tabs stand in a line, the chosen view below. */
export function Tabs<Value extends string>({
  label,
  value,
  options,
  onChange,
  sticks = false,
  children,
}: {
  label: string
  value: Value
  options: readonly { value: Value; word: ReactNode }[]
  onChange: (value: Value) => void
  /** Stays in sight while the view scrolls below it: in a panel. */
  sticks?: boolean
  /** The chosen view. */
  children: ReactNode
}): ReactNode {
  return (
    <Base.Root
      className={styles.tabs}
      value={value}
      onValueChange={(next: Value | null) => next !== null && onChange(next)}
    >
      <Base.List className={classes(styles.list, sticks && styles.sticks)} aria-label={label} activateOnFocus>
        {options.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={styles.tab}>
            {tab.word}
          </Base.Tab>
        ))}
      </Base.List>
      <Base.Panel value={value} className={styles.view}>
        {children}
      </Base.Panel>
    </Base.Root>
  )
}
