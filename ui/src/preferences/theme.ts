/** Light, dark, or as the system says. */
import { useSyncExternalStore } from 'react'
import { storedChoice } from './stored'

/** What can be chosen. */
export const themes = ['system', 'light', 'dark'] as const
/** A choice of theme. */
export type ThemeChoice = (typeof themes)[number]

const choice = storedChoice<ThemeChoice>('switchyard.theme', themes, 'system')
const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)')

/** The choice, and how to change it. */
export function useTheme(): [ThemeChoice, (theme: ThemeChoice) => void] {
  return [useSyncExternalStore(choice.subscribe, choice.get), choice.set]
}

/** Keeps the page in the chosen theme from now on. The first paint was public/before-paint.js's business. */
export function keepTheme(): () => void {
  const apply = () => {
    const theme = choice.get()
    const dark = theme === 'dark' || (theme === 'system' && systemIsDark().matches)
    document.documentElement.dataset.theme = dark ? 'dark' : 'light'
  }
  apply()
  const media = systemIsDark()
  media.addEventListener('change', apply)
  const leave = choice.subscribe(apply)
  return () => {
    media.removeEventListener('change', apply)
    leave()
  }
}
