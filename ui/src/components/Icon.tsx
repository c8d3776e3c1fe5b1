import type { FC } from 'react'
import styles from './Icon.module.css'

// 16-px line icons of one weight. `solid` ones are filled instead.
const line = {
  overview: 'M4 2v12M4 4.5h9M4 8h9M4 11.5h9',
  copy: 'M5.5 5.5h7v7.5h-7zM3.5 10.5V3h7',
  check: 'm3 8.5 3.3 3.3L13 4.7',
  x: 'm4 4 8 8M12 4l-8 8',
  plus: 'M8 3v10M3 8h10',
  search: 'M11 7a4 4 0 1 1-8 0 4 4 0 0 1 8 0zM10 10l3.5 3.5',
  down: 'm4.5 6.5 3.5 3.5 3.5-3.5',
  right: 'm6.5 4.5 3.5 3.5-3.5 3.5',
  play: 'M5 3.500v9l7-4.500z',
  stop: 'M4 4h8v8H4z',
  reset: 'M3 8a5 5 0 1 0 1.6-3.700L3 5.800M3 2.600v3.200h3.2',
  eye: 'M1.8 8S4 4 8 4s6.2 4 6.2 4S12 12 8 12 1.8 8 1.8 8zM9.8 8a1.8 1.8 0 1 1-3.6 0 1.8 1.8 0 0 1 3.6 0z',
  eyeOff: 'M1.8 8S4 4 8 4s6.2 4 6.2 4S12 12 8 12 1.8 8 1.8 8zM3 13 13 3',
  alert: 'M8 2.5 14.2 13H1.800zM8 6.500v3M8 11.200v.1',
  info: 'M13.7 8a5.7 5.7 0 1 1-11.4 0 5.7 5.7 0 0 1 11.4 0zM8 7.300v3.600M8 5.100v.1',
  lock: 'M3.5 7.500h9v6h-9zM5.5 7.500V5a2.5 2.5 0 0 1 5 0v2.5',
  undo: 'M3 6.500h6.500a3.5 3.5 0 0 1 0 7H6M3 6.500l3-3M3 6.500l3 3',
  trash: 'M3 4.500h10M6 4.500v-2h4v2M4.3 4.500l.7 9h6l.7-9',
  dash: 'M3.5 8h9',
  stream: 'M2 8h3M6.5 8h3M11 8h3',
  break: 'M2 8h3.500M10.5 8H14M6.5 10.500l1-5M8.5 10.500l1-5',
  refuse: 'M13.5 8a5.5 5.5 0 1 1-11 0 5.5 5.5 0 0 1 11 0zM4.2 4.200l7.6 7.6',
  external: 'M9.5 3H13v3.500M13 3 7.5 8.500M11.5 9v4H3V4.500h4',
  signOut: 'M9.5 3H3.500v10h6M6.5 8H14M11.5 5.5 14 8l-2.5 2.5',
  file: 'M4 2h5.500L12.5 5v9H4zM9.5 2v3h3',
  globe:
    'M13.7 8a5.7 5.7 0 1 1-11.4 0 5.7 5.7 0 0 1 11.4 0zM2.5 8h11M8 2.300c3.2 3 3.2 8.4 0 11.400M8 2.300c-3.2 3-3.2 8.4 0 11.4',
  theme: 'M13.7 8a5.7 5.7 0 1 1-11.4 0 5.7 5.7 0 0 1 11.4 0zM8 2.300v11.400M8 5h4.800M8 8h5.700M8 11h4.8',
  providers: 'M2 8h3.5M5.5 8 9 3.5h5M5.5 8H14M5.5 8 9 12.5h5',
  drag: 'M6 4h.01M10 4h.01M6 8h.01M10 8h.01M6 12h.01M10 12h.01',
  pin: 'M5 2.5h6M6 2.5v4L4 9h8l-2-2.5v-4M8 9v5',
  up: 'm4.5 9.5 3.5-3.5 3.5 3.5',
  keys: 'M7.5 8a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zM7.5 8H14M11.5 8v2.5M13.5 8v2',
  settings:
    'M2 5h6.5M12.5 5H14M2 11h1.5M7.5 11H14M12.5 5a2 2 0 1 1-4 0 2 2 0 0 1 4 0zM7.5 11a2 2 0 1 1-4 0 2 2 0 0 1 4 0z',
  clock: 'M13.7 8a5.7 5.7 0 1 1-11.4 0 5.7 5.7 0 0 1 11.4 0zM8 4.8V8l2.2 1.6',
  terminal: 'M2 3.500h12v9H2zM4.500 6.500l1.800 1.500-1.800 1.500M8 9.800h3',
  activity: 'M2.5 4h2M6.5 4h7M2.5 8h2M6.5 8h4.5M2.5 12h2M6.5 12h6',
  hop: 'M2 11.5h3.5L10 4.5h4M11.5 2.5l2.5 2-2.5 2',
  pause: 'M5.5 3.5v9M10.5 3.5v9',
  arrow: 'M3 8h10M9.5 4.5 13 8l-3.500 3.500',
  edit: 'm3 13 .6-2.800L11 2.800l2.200 2.200-7.400 7.400z',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
} as const

/** The name of a drawing. */
export type IconName = keyof typeof line

/** A decorative drawing; the word beside it carries the meaning. */
export const Icon: FC<{ name: IconName }> = ({ name }) => (
  <svg className={styles.icon} width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
    <path d={line[name]} strokeWidth={name === 'more' || name === 'drag' ? 2.4 : undefined} />
  </svg>
)
