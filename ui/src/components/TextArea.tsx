import { Field } from '@base-ui/react/field'
import type { ComponentProps, FC } from 'react'
import { classes } from './classes'
import styles from './TextArea.module.css'
import { type FieldFrame, FieldNote } from './TextField'
import field from './TextField.module.css'

/** Several lines of text: a note, or a list with one entry a line. Grows with what is in it. */
export const TextArea: FC<
  FieldFrame &
    Omit<ComponentProps<'textarea'>, 'className' | 'children' | 'value' | 'defaultValue'> & {
      value?: string
      defaultValue?: string
      /** For what is copied or typed exactly. */
      mono?: boolean
    }
> = ({ label, hint, error, mono = false, rows = 2, ...input }) => {
  const bad = error !== undefined && error !== null && error !== false
  return (
    <Field.Root className={field.field} invalid={bad}>
      <Field.Label className={field.label}>{label}</Field.Label>
      <Field.Control
        render={<textarea {...input} rows={rows} />}
        className={classes(styles.area, mono && styles.mono, bad && styles.bad)}
      />
      <FieldNote hint={hint} error={error} />
    </Field.Root>
  )
}
