import { type ComponentProps, type FC, useState } from 'react'
import { Icon } from './Icon'
import styles from './PasswordField.module.css'
import { TextField } from './TextField'

/** A secret that is typed, with a button that shows what was typed. */
export const PasswordField: FC<
  Omit<ComponentProps<typeof TextField>, 'type' | 'mono' | 'end'> & {
    /** The names of the button that shows and hides what was typed. */
    showLabel: string
    hideLabel: string
  }
> = ({ showLabel, hideLabel, ...field }) => {
  const [shown, setShown] = useState(false)
  return (
    <TextField
      autoComplete="current-password"
      autoCapitalize="off"
      spellCheck={false}
      {...field}
      mono
      type={shown ? 'text' : 'password'}
      end={
        <button
          type="button"
          className={styles.reveal}
          aria-label={shown ? hideLabel : showLabel}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          <Icon name={shown ? 'eyeOff' : 'eye'} />
        </button>
      }
    />
  )
}
