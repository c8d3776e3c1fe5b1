import { type FC, type ReactNode, useRef } from 'react'
import { Button } from './Button'
import styles from './CodeBlock.module.css'
import type { CopyWords } from './CopyField'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import { useCopy } from './useCopy'

/** Several lines to paste somewhere: where on top, and a button that copies them all. */
export const CodeBlock: FC<{
  code: string
  /** Where they go: a file, a program. */
  title: ReactNode
  icon?: IconName
  /** What they are, for who doesn't see the title beside them. */
  label: string
  words: CopyWords
  onCopied?: () => void
  /** Long lines go on below instead of leading out of sight: for what is read rather than pasted. */
  wrap?: boolean
}> = ({ code, title, icon = 'file', label, words, onCopied, wrap = false }) => {
  const [state, copy] = useCopy()
  const text = useRef<HTMLElement>(null)
  const press = async () => {
    if (text.current) getSelection()?.selectAllChildren(text.current)
    if (await copy(code)) onCopied?.()
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset belongs to forms, and lays its content out by rules of its own
    <div className={styles.block} role="group" aria-label={label}>
      <div className={styles.head}>
        <Icon name={icon} />
        <span className={styles.title}>{title}</span>
        <Button
          variant="quiet"
          size="small"
          icon={state === 'idle' ? 'copy' : state === 'copied' ? 'check' : 'x'}
          className={classes(state === 'copied' && styles.copied)}
          onClick={() => void press()}
        >
          <span role="status">{state === 'idle' ? words.copy : words[state]}</span>
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes(styles.code, wrap && styles.wrap)} tabIndex={0}>
        <code ref={text}>{code}</code>
      </pre>
    </div>
  )
}
