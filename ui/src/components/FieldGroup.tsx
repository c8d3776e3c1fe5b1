import { type FC, type ReactNode, type Ref, useId } from 'react'
import { classes } from './classes'
import type { FieldFrame } from './TextField'
import field from './TextField.module.css'

/** Several controls under one label, as one field: a list that is typed, or one choice for each of several things. */
export const FieldGroup: FC<FieldFrame & { ref?: Ref<HTMLDivElement>; children: ReactNode }> = ({
  label,
  hint,
  error,
  ref,
  children,
}) => {
  const id = useId()
  const bad = error !== undefined && error !== null && error !== false
  const note = bad ? error : hint
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset lays its content out by rules of its own
    <div
      ref={ref}
      className={field.field}
      role="group"
      aria-labelledby={`${id}-label`}
      aria-describedby={note ? `${id}-note` : undefined}
    >
      <div id={`${id}-label`} className={field.label}>
        {label}
      </div>
      {children}
      {note && (
        <div
          id={`${id}-note`}
          className={classes(field.hint, bad && field.wrong)}
          role={bad ? 'status' : undefined}
        >
          {note}
        </div>
      )}
    </div>
  )
}
