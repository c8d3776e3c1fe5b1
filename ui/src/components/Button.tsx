import { Button as BaseButton } from '@base-ui/react/button'
import type { ComponentProps, FC, ReactNode } from 'react'
import styles from './Button.module.css'
import { classes } from './classes'
import { Icon, type IconName } from './Icon'
import { Spinner } from './Spinner'
import { Tooltip } from './Tooltip'

/** How much a button asks for attention. One `primary` per view; `dangerFill` only in the last dialog. */
export type ButtonVariant = 'plain' | 'primary' | 'quiet' | 'link' | 'danger' | 'dangerFill'

type Common = Omit<ComponentProps<'button'>, 'children' | 'disabled' | 'className'> & {
  variant?: ButtonVariant
  size?: 'small' | 'normal' | 'large'
  /** Says why it can't be pressed, and so switches it off. It stays reachable, so that the reason is. */
  disabledReason?: string | undefined
  /** Its work is under way; a second press does nothing. */
  busy?: boolean
  className?: string | undefined
}

type Labelled = { icon?: IconName; children: ReactNode; label?: never }
type IconOnly = { icon: IconName; children?: never /** Read aloud and shown as a tooltip. */; label: string }

/** A button: its label is a verb. */
export const Button: FC<Common & (Labelled | IconOnly)> = ({
  variant = 'plain',
  size = 'normal',
  disabledReason,
  busy = false,
  icon,
  label,
  children,
  className,
  onClick,
  type = 'button',
  ...rest
}) => {
  const off = disabledReason !== undefined
  const button = (
    <BaseButton
      {...rest}
      type={type}
      disabled={off}
      focusableWhenDisabled
      aria-busy={busy || undefined}
      aria-label={label}
      className={classes(
        styles.button,
        styles[variant],
        styles[size],
        children === undefined && styles.iconOnly,
        className,
      )}
      onClick={(event) => {
        if (busy) event.preventDefault()
        else onClick?.(event)
      }}
    >
      {busy ? <Spinner /> : icon !== undefined && <Icon name={icon} />}
      {children}
    </BaseButton>
  )
  return <Tooltip text={disabledReason ?? label}>{button}</Tooltip>
}

/** A link that goes where a button would act: same look, but it is a link. */
export const LinkButton: FC<
  ComponentProps<'a'> & { variant?: ButtonVariant; size?: 'small' | 'normal' | 'large'; icon?: IconName }
> = ({ variant = 'plain', size = 'normal', icon, children, className, ...rest }) => (
  <a {...rest} className={classes(styles.button, styles[variant], styles[size], className)}>
    {icon !== undefined && <Icon name={icon} />}
    {children}
  </a>
)
