import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import type { ReactNode } from 'react'
import styles from './Segmented.module.css'

/** One of two or three, all of them in sight; takes effect at once. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  onChange,
  disabled = false,
}: {
  label: string
  value: Value
  options: readonly { value: Value; word: ReactNode; lang?: string }[]
  onChange: (value: Value) => void
  disabled?: boolean
}): ReactNode {
  return (
    <RadioGroup
      className={styles.group}
      aria-label={label}
      value={value}
      disabled={disabled}
      onValueChange={(next) => onChange(next as Value)}
    >
      {options.map((option) => (
        <Radio.Root key={option.value} value={option.value} className={styles.option} lang={option.lang}>
          {option.word}
        </Radio.Root>
      ))}
    </RadioGroup>
  )
}
