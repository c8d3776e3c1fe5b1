/**
 * What the React compiler's output calls as `react/compiler-runtime` (vite.config.ts puts it there): React's own cache
 * of a component, emptied when the language changes.
 *
 * A message is a plain call without arguments that change, so the compiler takes it for a constant and would keep the
 * first language for ever. Here each compiled component and hook also reads the language, so that a change renders
 * the tree in place, and a form keeps what was typed into it.
 */
import * as React from 'react'
import type { Language } from './language'

/** The language that the tree is rendered in. */
export const LanguageInForce = React.createContext<Language | null>(null)

type Runtime = { __COMPILER_RUNTIME: { c: (size: number) => unknown[] } }
const { __COMPILER_RUNTIME: runtime } = React as unknown as Runtime
const EMPTY = Symbol.for('react.memo_cache_sentinel')

function useCache(size: number): unknown[] {
  'use no memo'
  const language = React.useContext(LanguageInForce)
  const cache = runtime.c(size + 1)
  if (cache[size] !== language) {
    cache.fill(EMPTY, 0, size)
    cache[size] = language
  }
  return cache
}

export { useCache as c }
