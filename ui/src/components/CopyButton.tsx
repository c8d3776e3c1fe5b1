import type { FC } from 'react'
import { Button } from './Button'
import type { CopyWords } from './CopyField'
import styles from './CopyField.module.css'
import { classes } from './classes'
import type { IconName } from './Icon'
import { useCopy } from './useCopy'

/** Copies what isn't shown in full beside it. The label says what. */
export const CopyButton: FC<{ value: string; label: string; icon?: IconName; words: CopyWords }> = ({
  value,
  label,
  icon = 'copy',
  words,
}) => {
  const [state, copy] = useCopy()
  const icons = { idle: icon, copied: 'check', failed: 'x' } as const
  return (
    <span className={classes(state === 'copied' && styles.copied)}>
      <Button
        variant="quiet"
        size="small"
        icon={icons[state]}
        label={label}
        onClick={() => void copy(value)}
      />
      <span role="status" className={styles.aloud}>
        {state === 'idle' ? '' : words[state]}
      </span>
    </span>
  )
}
