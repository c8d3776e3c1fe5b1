/** Language and theme: kept in this browser for the first paint, and at the gateway, so that its other windows follow. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { queries } from '../api/queries'
import { session } from '../api/session'
import { setSetting } from '../api/settings'
import { type LanguageChoice, useLanguageChoice } from '../preferences/language'
import { type ThemeChoice, useTheme } from '../preferences/theme'

/** The choices, and how to make them: at once here, then at the gateway. */
export function useAppearance() {
  const [language, keepLanguage] = useLanguageChoice()
  const [theme, keepTheme] = useTheme()
  return {
    language,
    theme,
    setLanguage: (next: LanguageChoice) => {
      keepLanguage(next)
      tell('language', next)
    },
    setTheme: (next: ThemeChoice) => {
      keepTheme(next)
      tell('theme', next)
    },
  }
}

/** Takes over what was chosen in another window. What nobody ever chose changes nothing. */
export function useStoredAppearance(): void {
  const [, keepLanguage] = useLanguageChoice()
  const [, keepTheme] = useTheme()
  const { data: settings } = useQuery(queries.settings())
  const seen = useRef(new Map<string, unknown>())
  useEffect(() => {
    for (const { key, value, source } of settings ?? []) {
      if (key !== 'language' && key !== 'theme') continue
      const known = seen.current.has(key)
      if (seen.current.get(key) === value) continue
      seen.current.set(key, value)
      if (!known && source === 'default') continue
      if (key === 'language') keepLanguage(value as LanguageChoice)
      else keepTheme(value as ThemeChoice)
    }
  }, [settings, keepLanguage, keepTheme])
}

/** Before the sign-in there is nobody to tell; and a gateway that can't be told keeps what it has. */
function tell(key: 'language' | 'theme', value: string): void {
  if (session.isOpen()) void setSetting(key, value).catch(() => {})
}
