import { type FC, useRef } from 'react'
import { Button } from './Button'
import styles from './CopyField.module.css'
import { classes } from './classes'
import { Icon } from './Icon'
import { type CopyState, useCopy } from './useCopy'

/** The words of a copy button. The page gives them, since components know no language. */
export type CopyWords = { copy: string; copied: string /** When the browser refuses. */; failed: string }

/** An address, command or key in full, with a button that copies it. */
export const CopyField: FC<{ value: string /** What the value is. */; label: string; words: CopyWords }> = ({
  value,
  label,
  words,
}) => {
  const [state, copy] = useCopy()
  const text = useRef<HTMLElement>(null)
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs to forms, and lays its content out by rules of its own
    <div className={styles.field} role="group" aria-label={label}>
      <code ref={text} className={styles.value} title={value}>
        {value}
      </code>
      <Button
        variant="quiet"
        icon={icons[state]}
        className={classes(styles.button, state === 'copied' && styles.copied)}
        onClick={() => {
          void copy(value)
          if (text.current) getSelection()?.selectAllChildren(text.current)
        }}
      >
        <Said state={state} words={words} />
      </Button>
    </div>
  )
}

/** The value itself is the button: for addresses inside running text and in the header. */
export const CopyInline: FC<{
  value: string
  /** What is copied, if more than is shown. */
  copies?: string
  label: string
  words: CopyWords
}> = ({ value, copies = value, label, words }) => {
  const [state, copy] = useCopy()
  return (
    <button
      type="button"
      className={styles.inline}
      aria-label={`${label}: ${value}. ${words.copy}`}
      title={state === 'failed' ? words.failed : words.copy}
      onClick={() => void copy(copies)}
    >
      <code className={styles.value}>{value}</code>
      <span className={classes(state === 'copied' && styles.copied, state === 'failed' && styles.failed)}>
        <Icon name={icons[state]} />
      </span>
      <span role="status" className={styles.aloud}>
        {state === 'idle' ? '' : words[state]}
      </span>
    </button>
  )
}

/** The wider of the two usual words keeps the button's width, so that nothing moves when one follows the other. */
const Said: FC<{ state: CopyState; words: CopyWords }> = ({ state, words }) => (
  <span className={styles.words}>
    {[words.copy, words.copied].map((word) => (
      <span key={word} aria-hidden="true" className={styles.width}>
        {word}
      </span>
    ))}
    <span role="status">{state === 'idle' ? words.copy : words[state]}</span>
  </span>
)

const icons = { idle: 'copy', copied: 'check', failed: 'x' } as const
