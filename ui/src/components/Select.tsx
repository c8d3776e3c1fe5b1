import { Field } from '@base-ui/react/field'
import { Select as Base } from '@base-ui/react/select'
import type { ReactNode } from 'react'
import { Icon } from './Icon'
import styles from './Select.module.css'
import { type FieldFrame, FieldNote } from './TextField'
import field from './TextField.module.css'

/** One of a list, in a form: label above, hint below. */
export function Select<Value extends string>({
  label,
  hint,
  error,
  value,
  options,
  onChange,
  disabled = false,
}: {
  value: Value
  options: readonly { value: Value; word: string }[]
  onChange: (value: Value) => void
  disabled?: boolean
} & FieldFrame): ReactNode {
  return (
    <Field.Root className={field.field} disabled={disabled} invalid={Boolean(error)}>
      <Field.Label className={field.label} nativeLabel={false} render={<div />}>
        {label}
      </Field.Label>
      <Base.Root
        value={value}
        items={options.map((option) => ({ value: option.value, label: option.word }))}
        onValueChange={(next) => next !== null && onChange(next)}
      >
        <Base.Trigger className={styles.trigger}>
          <Base.Value className={styles.value} />
          <Icon name="down" />
        </Base.Trigger>
        <Base.Portal>
          <Base.Positioner sideOffset={4} alignItemWithTrigger={false} className={styles.positioner}>
            <Base.Popup className={styles.popup}>
              <Base.List>
                {options.map((option) => (
                  <Base.Item key={option.value} value={option.value} className={styles.item}>
                    <span className={styles.mark}>
                      <Base.ItemIndicator>
                        <Icon name="check" />
                      </Base.ItemIndicator>
                    </span>
                    <Base.ItemText>{option.word}</Base.ItemText>
                  </Base.Item>
                ))}
              </Base.List>
            </Base.Popup>
          </Base.Positioner>
        </Base.Portal>
      </Base.Root>
      <FieldNote hint={hint} error={error} />
    </Field.Root>
  )
}
