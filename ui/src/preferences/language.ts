/** Chinese or English: chosen, else the first of the browser's languages that we know. */
import { useSyncExternalStore } from 'react'
import { overwriteGetLocale } from '../paraglide/runtime.js'
import { storedChoice } from './stored'

/** The languages, as the messages name them. */
export const languages = ['zh', 'en'] as const
/** One of them. */
export type Language = (typeof languages)[number]
/** A choice of language. */
export type LanguageChoice = Language | 'system'

const choice = storedChoice<LanguageChoice>('switchyard.language', ['system', ...languages], 'system')

/** The choice, and how to change it. */
export function useLanguageChoice(): [LanguageChoice, (language: LanguageChoice) => void] {
  return [useSyncExternalStore(choice.subscribe, choice.get), choice.set]
}

/** The language in force. The tree follows it in place: see compilerRuntime.ts. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, language)
}

/** Makes messages, the root element and the browser's own texts follow the language from now on. */
export function keepLanguage(): () => void {
  overwriteGetLocale(language)
  const apply = () => {
    document.documentElement.lang = language() === 'zh' ? 'zh-CN' : 'en'
  }
  apply()
  return subscribe(apply)
}

/** The language in force now, for what isn't a component. */
export function language(): Language {
  const chosen = choice.get()
  if (chosen !== 'system') return chosen
  const offered = navigator.languages.map((tag) => tag.toLowerCase().split('-')[0])
  return languages.find((known) => known === offered.find((tag) => tag === 'zh' || tag === 'en')) ?? 'en'
}

function subscribe(listener: () => void): () => void {
  const leave = choice.subscribe(listener)
  addEventListener('languagechange', listener)
  return () => {
    leave()
    removeEventListener('languagechange', listener)
  }
}
