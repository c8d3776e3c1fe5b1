/**
 * A choice of the person that this browser keeps. Where storage is switched off it lasts as long as the page.
 *
 * The keys and words are also read by public/before-paint.js.
 */
export type StoredChoice<Value extends string> = {
  get: () => Value
  set: (value: Value) => void
  subscribe: (listener: () => void) => () => void
}

/** Makes a stored choice; an unknown stored word counts as the fallback. */
export function storedChoice<Value extends string>(
  key: string,
  words: readonly Value[],
  fallback: Value,
): StoredChoice<Value> {
  const listeners = new Set<() => void>()
  let unstored: string | null = null
  const tell = () => {
    for (const listener of listeners) listener()
  }
  return {
    get: () => {
      const stored = read(key) ?? unstored
      return words.find((word) => word === stored) ?? fallback
    },
    set: (value) => {
      unstored = value
      write(key, value)
      tell()
    },
    subscribe: (listener) => {
      // Another window of the same browser may change it, too.
      const elsewhere = (event: StorageEvent) => {
        if (event.key === key) listener()
      }
      listeners.add(listener)
      addEventListener('storage', elsewhere)
      return () => {
        listeners.delete(listener)
        removeEventListener('storage', elsewhere)
      }
    },
  }
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // Storage is switched off or full: the choice lasts as long as the page.
  }
}
