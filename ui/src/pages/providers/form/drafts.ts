/**
 * What was typed about a provider and not saved yet. It outlives the panel, the page and a change of language, so that
 * closing something never loses it; it ends with the session, since it may hold a credential.
 */
import { useSyncExternalStore } from 'react'
import { session } from '../../../api/session'
import type { Values } from './fields'

/** What was typed, and what it was typed over. */
export type Draft = { base: Values; values: Values }

let drafts: ReadonlyMap<string, Draft> = new Map()
const listeners = new Set<() => void>()

session.onEnd(() => put(new Map()))

/** The draft of a provider, and how to change or drop it. */
export function useDraft(id: string): [Draft | undefined, (draft: Draft | null) => void] {
  return [useSyncExternalStore(subscribe, () => drafts.get(id)), (draft) => setDraft(id, draft)]
}

/** Which providers have something unsaved. */
export const useDrafts = (): ReadonlyMap<string, Draft> => useSyncExternalStore(subscribe, () => drafts)

/** Keeps a draft, or drops it. */
export function setDraft(id: string, draft: Draft | null): void {
  const next = new Map(drafts)
  if (draft === null) next.delete(id)
  else next.set(id, draft)
  put(next)
}

function put(next: ReadonlyMap<string, Draft>): void {
  drafts = next
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
