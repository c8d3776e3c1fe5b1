import { Field } from '@base-ui/react/field'
import type { ComponentProps, FC, ReactNode } from 'react'
import { classes } from './classes'
import { Icon } from './Icon'
import styles from './TextField.module.css'

/** What a field shows around its input: label above, hint below, an error instead of the hint. */
export type FieldFrame = {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong and what to do about it. */
  error?: ReactNode
}

type Input = Omit<ComponentProps<'input'>, 'className' | 'children' | 'value' | 'defaultValue'> & {
  value?: string
  defaultValue?: string
}

/** One line of text. */
export const TextField: FC<
  FieldFrame &
    Input & {
      /** For what is copied or typed exactly: addresses, keys, paths. */
      mono?: boolean
      /** The unit of a number, or a remark about it. */
      unit?: ReactNode
      /** Why the value can't be changed here. Shows a lock. */
      lockedReason?: ReactNode
      /** A control at the end of the box. */
      end?: ReactNode
    }
> = ({ label, hint, error, mono = false, unit, lockedReason, end, ...input }) => {
  const locked = lockedReason !== undefined
  const bad = error !== undefined && error !== null && error !== false
  return (
    <Field.Root className={styles.field} invalid={bad}>
      <Field.Label className={styles.label}>{label}</Field.Label>
      <span className={classes(styles.box, bad && styles.bad, locked && styles.locked, mono && styles.mono)}>
        {locked && <Icon name="lock" />}
        <Field.Control {...input} readOnly={locked || input.readOnly} className={styles.input} />
        {unit !== undefined && <span className={styles.unit}>{unit}</span>}
        {end}
      </span>
      <FieldNote hint={lockedReason ?? hint} error={error} />
    </Field.Root>
  )
}

/** What stands below a field: what is wrong, else the hint. */
export const FieldNote: FC<Pick<FieldFrame, 'hint' | 'error'>> = ({ hint, error }) => {
  if (error) {
    return (
      <Field.Error match className={classes(styles.hint, styles.wrong)}>
        {error}
      </Field.Error>
    )
  }
  return hint ? <Field.Description className={styles.hint}>{hint}</Field.Description> : null
}
