import { Menu as Base } from '@base-ui/react/menu'
import type { ReactNode } from 'react'
import { classes } from './classes'
import styles from './FilterMenu.module.css'
import { Icon } from './Icon'
import menu from './Menu.module.css'

/** One filter of a list: says what it filters by, and, when it is set, what for, with a button that clears it. */
export function FilterMenu<Value extends string>({
  name,
  value,
  options,
  anyWord,
  shown,
  clearLabel,
  onChange,
}: {
  name: string
  value: Value | undefined
  options: readonly { value: Value; word: string }[]
  /** The word for no filter. */
  anyWord: string
  /** What stands on it when it is set. */
  shown: string
  clearLabel: string
  onChange: (value: Value | undefined) => void
}): ReactNode {
  const set = value !== undefined
  return (
    <span className={classes(styles.filter, set && styles.set)}>
      <Base.Root>
        <Base.Trigger className={styles.trigger} title={set ? shown : undefined}>
          <span className={styles.word}>{set ? shown : name}</span>
          {!set && <Icon name="down" />}
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={4} align="start" className={menu.positioner}>
            <Base.Popup className={classes(menu.menu, styles.popup)}>
              <Base.RadioGroup
                value={value ?? ''}
                onValueChange={(next: Value | '') => onChange(next === '' ? undefined : next)}
              >
                {[{ value: '', word: anyWord } as const, ...options].map((option) => (
                  <Base.RadioItem key={option.value} value={option.value} className={menu.item} closeOnClick>
                    <span className={menu.mark}>
                      <Base.RadioItemIndicator>
                        <Icon name="check" />
                      </Base.RadioItemIndicator>
                    </span>
                    <span className={menu.word}>{option.word}</span>
                  </Base.RadioItem>
                ))}
              </Base.RadioGroup>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      {set && <Clear label={clearLabel} onClear={() => onChange(undefined)} />}
    </span>
  )
}

/** A filter that is set elsewhere: only shown and cleared here. */
export const FilterChip = ({
  shown,
  clearLabel,
  onClear,
}: {
  shown: string
  clearLabel: string
  onClear: () => void
}): ReactNode => (
  <span className={classes(styles.filter, styles.set)}>
    <span className={classes(styles.trigger, styles.word)} title={shown}>
      {shown}
    </span>
    <Clear label={clearLabel} onClear={onClear} />
  </span>
)

const Clear = ({ label, onClear }: { label: string; onClear: () => void }): ReactNode => (
  <button type="button" className={styles.clear} aria-label={label} title={label} onClick={onClear}>
    <Icon name="x" />
  </button>
)
