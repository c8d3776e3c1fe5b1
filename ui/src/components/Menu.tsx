import { Menu as Base } from '@base-ui/react/menu'
import type { FC, ReactElement, ReactNode } from 'react'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import styles from './Menu.module.css'

/** A list of commands or choices that opens from a button. */
export const Menu: FC<{ trigger: ReactElement; align?: 'start' | 'end'; children: ReactNode }> = ({
  trigger,
  align = 'start',
  children,
}) => (
  <Base.Root>
    <Base.Trigger render={trigger} />
    <Base.Portal>
      <Base.Positioner sideOffset={4} align={align} className={styles.positioner}>
        <Base.Popup className={styles.menu}>{children}</Base.Popup>
      </Base.Positioner>
    </Base.Portal>
  </Base.Root>
)

/** Something to do. */
export const MenuItem: FC<{
  icon?: IconName
  /** The key that does the same. */
  shortcut?: string
  danger?: boolean
  disabled?: boolean
  onSelect: () => void
  children: ReactNode
}> = ({ icon, shortcut, danger = false, disabled = false, onSelect, children }) => (
  <Base.Item className={classes(styles.item, danger && styles.danger)} disabled={disabled} onClick={onSelect}>
    {icon !== undefined && <Icon name={icon} />}
    <span className={styles.word}>{children}</span>
    {shortcut !== undefined && <kbd className={styles.key}>{shortcut}</kbd>}
  </Base.Item>
)

/** A choice of one among few, with a mark at the one that holds. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string
  value: Value
  options: readonly { value: Value; word: ReactNode; lang?: string }[]
  onChange: (value: Value) => void
}): ReactNode {
  return (
    <Base.Group>
      <Base.GroupLabel className={styles.label}>{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={styles.item} closeOnClick>
            <span className={styles.mark}>
              <Base.RadioItemIndicator>
                <Icon name="check" />
              </Base.RadioItemIndicator>
            </span>
            <span className={styles.word} lang={option.lang}>
              {option.word}
            </span>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  )
}

/** A line between groups. */
export const MenuSeparator: FC = () => <Base.Separator className={styles.separator} />
