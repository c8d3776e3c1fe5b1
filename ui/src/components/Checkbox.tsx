import { Checkbox as Base } from '@base-ui/react/checkbox'
import type { FC, ReactNode } from 'react'
import styles from './Checkbox.module.css'
import { Icon } from './Icon'

/** Yes or no in a form that is saved. What takes effect at once is a `Switch`. */
export const Checkbox: FC<{
  label: ReactNode
  hint?: ReactNode
  checked: boolean
  onChange: (checked: boolean) => void
  disabled?: boolean
}> = ({ label, hint, checked, onChange, disabled = false }) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the checkbox inside is the control
  <label className={styles.line}>
    <Base.Root
      className={styles.box}
      checked={checked}
      disabled={disabled}
      onCheckedChange={(next) => onChange(next)}
    >
      <Base.Indicator className={styles.mark}>
        <Icon name="check" />
      </Base.Indicator>
    </Base.Root>
    <span>
      {label}
      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
    </span>
  </label>
)
