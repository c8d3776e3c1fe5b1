import { type FC, useRef } from 'react'
import { Button } from './Button'
import { classes } from './classes'
import { FieldGroup } from './FieldGroup'
import { Icon, type IconName } from './Icon'
import styles from './PairList.module.css'
import type { FieldFrame } from './TextField'
import field from './TextField.module.css'

/** One half of every line: what it is called and what stands in it as an example. */
export type Half = { label: string; placeholder?: string; mono?: boolean }

/** A list of two things each, typed line by line: a name and its value, what was asked and what is sent. */
export const PairList: FC<
  FieldFrame & {
    value: readonly (readonly [string, string])[]
    onChange: (value: (readonly [string, string])[]) => void
    first: Half
    second: Half
    /** Drawn between the two; nothing where they only stand side by side. */
    between?: IconName
    addLabel: string
    /** Names the button that takes a line away. */
    removeLabel: (first: string) => string
  }
> = ({ label, hint, error, value, onChange, first, second, between, addLabel, removeLabel }) => {
  const box = useRef<HTMLDivElement>(null)
  const bad = error !== undefined && error !== null && error !== false
  const put = (at: number, pair: readonly [string, string]) =>
    onChange(value.map((one, index) => (index === at ? pair : one)))
  const add = () => {
    onChange([...value, ['', '']])
    // The new line is there once this was drawn.
    setTimeout(() =>
      [...(box.current?.querySelectorAll('[data-line]') ?? [])].at(-1)?.querySelector('input')?.focus(),
    )
  }
  return (
    <FieldGroup ref={box} label={label} hint={hint} error={error}>
      {value.map((pair, at) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no name but its place
          key={at}
          data-line
          className={classes(styles.line, between === undefined && styles.plain)}
        >
          <Cell half={first} value={pair[0]} bad={bad} onChange={(typed) => put(at, [typed, pair[1]])} />
          {between !== undefined && <Icon name={between} />}
          <Cell half={second} value={pair[1]} bad={bad} onChange={(typed) => put(at, [pair[0], typed])} />
          <Button
            variant="quiet"
            size="small"
            icon="x"
            label={removeLabel(pair[0])}
            onClick={() => onChange(value.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <Button variant="link" size="small" icon="plus" className={styles.add} onClick={add}>
        {addLabel}
      </Button>
    </FieldGroup>
  )
}

const Cell: FC<{ half: Half; value: string; bad: boolean; onChange: (typed: string) => void }> = ({
  half,
  value,
  bad,
  onChange,
}) => (
  <span className={classes(field.box, bad && field.bad, half.mono !== false && field.mono)}>
    <input
      className={field.input}
      aria-label={half.label}
      aria-invalid={bad || undefined}
      placeholder={half.placeholder}
      value={value}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange(event.target.value)}
    />
  </span>
)
