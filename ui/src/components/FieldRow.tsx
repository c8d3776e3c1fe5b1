import { Field } from '@base-ui/react/field'
import type { ComponentProps, FC, ReactNode } from 'react'
import { classes } from './classes'
import styles from './FieldRow.module.css'
import { Icon } from './Icon'
import box from './TextField.module.css'

/** A field in a list of them: what it is on the left, its control on the right. An error stands below its words. */
export const FieldRow: FC<{
  label: ReactNode
  hint?: ReactNode
  error?: ReactNode
  /** The control names itself: several buttons, a switch without a field of its own. */
  labelled?: boolean
  children: ReactNode
}> = ({ label, hint, error, labelled = false, children }) => {
  const bad = error !== undefined && error !== null && error !== false
  return (
    <Field.Root className={styles.row} invalid={bad}>
      <div className={styles.words}>
        {labelled ? <div>{label}</div> : <Field.Label>{label}</Field.Label>}
        {hint !== undefined && <Field.Description className={styles.hint}>{hint}</Field.Description>}
        {bad && (
          <Field.Error match className={styles.wrong}>
            {error}
          </Field.Error>
        )}
      </div>
      <div className={styles.control}>{children}</div>
    </Field.Root>
  )
}

/** The box of a row: one line of text, without words of its own. */
export const RowInput: FC<
  Omit<ComponentProps<'input'>, 'className' | 'children' | 'value' | 'defaultValue'> & {
    value: string
    bad?: boolean
    locked?: boolean
    mono?: boolean
    wide?: boolean
    unit?: ReactNode
  }
> = ({ bad = false, locked = false, mono = false, wide = false, unit, ...input }) => (
  <span
    className={classes(
      box.box,
      styles.box,
      wide && styles.wide,
      bad && box.bad,
      locked && box.locked,
      mono && box.mono,
    )}
  >
    {locked && <Icon name="lock" />}
    <Field.Control {...input} readOnly={locked} className={box.input} />
    {unit !== undefined && <span className={box.unit}>{unit}</span>}
  </span>
)
