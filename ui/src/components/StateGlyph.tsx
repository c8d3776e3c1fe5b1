import type { FC, ReactNode } from 'react'
import { classes } from './classes'
import styles from './StateGlyph.module.css'

/** A breaker as it is drawn in a one-line diagram; its shape carries the state. `error` is a line that can't be closed. */
export type GlyphState = 'closed' | 'half' | 'open' | 'rest' | 'off' | 'error'

/** The glyph alone, 20 × 16. Only for places where the word stands beside it. */
export const StateGlyph: FC<{ state: GlyphState; tone?: 'state' | 'inherit' }> = ({
  state,
  tone = 'state',
}) => (
  <svg
    className={classes(styles.glyph, tone === 'state' && styles[state])}
    width="20"
    height="16"
    viewBox="0 0 20 16"
    aria-hidden="true"
    data-state={state}
  >
    {drawings[state]}
  </svg>
)

/** Glyph and word in the state's colour: the three always go together. */
export const State: FC<{ state: GlyphState; strong?: boolean; children: ReactNode }> = ({
  state,
  strong = false,
  children,
}) => (
  <span className={classes(styles.state, styles[state], strong && styles.strong)}>
    <StateGlyph state={state} />
    <span>{children}</span>
  </span>
)

/** The word alone, where the glyph already stands in the same row's tap. */
export const StateWord: FC<{ state: GlyphState; children: ReactNode }> = ({ state, children }) => (
  <span className={styles[state]}>{children}</span>
)

/** A tap: the line through the glyph. One that carries current is thicker and in the accent. */
export const Tap: FC<{ state: GlyphState; live?: boolean }> = ({ state, live = false }) => (
  <span
    className={classes(styles.tap, live && styles.live, state === 'closed' && styles.quiet)}
    aria-hidden="true"
  >
    <span className={styles.wire} />
    <StateGlyph state={state} />
    <span className={styles.wire} />
  </span>
)

const contact = (x: number) => <circle className={styles.contact} cx={x} cy="8" r="2.2" />
const emptyContact = (x: number) => <circle cx={x} cy="8" r="1.8" />

const drawings: Record<GlyphState, ReactNode> = {
  closed: (
    <>
      <path d="M0 8h20" />
      {contact(5)}
      {contact(15)}
    </>
  ),
  half: (
    <>
      <path d="M0 8h5M15 8h5M5 8l9.5-3.4" />
      <path d="M8.5 12h1M11 12h1M13.5 12h1" strokeWidth="1.8" />
      {contact(5)}
      {contact(15)}
    </>
  ),
  open: (
    <>
      <path d="M0 8h5M15 8h5M5 8l8.5-6" />
      {contact(5)}
      {contact(15)}
    </>
  ),
  rest: (
    <>
      <path d="M0 8h7.5M12.5 8H20" />
      <path d="M7.8 3v10M12.2 3v10" strokeWidth="2" />
    </>
  ),
  off: (
    <>
      <path d="M0 8h3.2M16.8 8H20" />
      {emptyContact(5)}
      {emptyContact(15)}
    </>
  ),
  error: (
    <>
      <path d="M0 8h4M16 8h4" />
      <path d="m6.5 4.5 7 7M13.5 4.5l-7 7" strokeWidth="1.8" />
    </>
  ),
}
