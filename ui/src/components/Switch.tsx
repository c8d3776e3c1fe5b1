import { Switch as Base } from '@base-ui/react/switch'
import type { FC, ReactNode } from 'react'
import styles from './Switch.module.css'

type Named = { label: ReactNode; 'aria-label'?: never } | { label?: never; 'aria-label': string }

/** On or off, at once. Off differs in shape as well as colour. Never inside a form that is saved. */
export const Switch: FC<
  Named & {
    checked: boolean
    onChange: (checked: boolean) => void
    disabled?: boolean
    disabledReason?: string | undefined
    hint?: ReactNode
  }
> = ({ label, hint, checked, onChange, disabled = false, disabledReason, 'aria-label': ariaLabel }) => {
  const knob = (
    <Base.Root
      className={styles.switch}
      checked={checked}
      disabled={disabled || disabledReason !== undefined}
      title={disabledReason}
      aria-label={ariaLabel}
      onCheckedChange={(next) => onChange(next)}
    >
      <Base.Thumb className={styles.thumb} />
    </Base.Root>
  )
  if (label === undefined) return knob
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the switch inside is the control
    <label className={styles.line}>
      {knob}
      <span>
        {label}
        {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      </span>
    </label>
  )
}
