import { Autocomplete } from '@base-ui/react/autocomplete'
import { Field } from '@base-ui/react/field'
import { type FC, useState } from 'react'
import { classes } from './classes'
import styles from './Select.module.css'
import { type FieldFrame, FieldNote } from './TextField'
import field from './TextField.module.css'

/** One line of text that may be anything, with what is known offered while it is typed. */
export const SuggestField: FC<
  Omit<FieldFrame, 'label'> & {
    label?: FieldFrame['label']
    /** Its name where no label stands above it. */
    'aria-label'?: string
    value: string
    suggestions: readonly string[]
    onChange: (value: string) => void
    placeholder?: string
    mono?: boolean
  }
> = ({
  label,
  hint,
  error,
  value,
  suggestions,
  onChange,
  placeholder,
  mono = false,
  'aria-label': ariaLabel,
}) => {
  const [open, setOpen] = useState(false)
  const text = value.trim().toLowerCase()
  const offered = suggestions.filter((one) => one.toLowerCase().includes(text))
  // Nothing to offer, or nothing but what stands there already: no list.
  const useful = offered.length > 1 || (offered.length === 1 && offered[0]?.toLowerCase() !== text)
  const bad = error !== undefined && error !== null && error !== false
  return (
    <Field.Root className={field.field} invalid={bad}>
      {label !== undefined && <Field.Label className={field.label}>{label}</Field.Label>}
      <Autocomplete.Root
        items={offered}
        mode="none"
        value={value}
        onValueChange={(next) => onChange(next)}
        open={open && useful}
        onOpenChange={(next) => setOpen(next)}
        openOnInputClick
      >
        <span className={classes(field.box, bad && field.bad, mono && field.mono)}>
          <Autocomplete.Input
            className={field.input}
            aria-label={ariaLabel}
            placeholder={placeholder}
            autoComplete="off"
            spellCheck={false}
          />
        </span>
        <Autocomplete.Portal>
          <Autocomplete.Positioner sideOffset={4} className={styles.positioner}>
            <Autocomplete.Popup className={classes(styles.popup, styles.suggestions)}>
              <Autocomplete.List>
                {(item: string) => (
                  <Autocomplete.Item key={item} value={item} className={styles.item}>
                    {item}
                  </Autocomplete.Item>
                )}
              </Autocomplete.List>
            </Autocomplete.Popup>
          </Autocomplete.Positioner>
        </Autocomplete.Portal>
      </Autocomplete.Root>
      <FieldNote hint={hint} error={error} />
    </Field.Root>
  )
}
