/** What is being typed about a stored provider: kept until it is saved, even if somebody else changes it meanwhile. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { asApiError } from '../../../api/errors'
import { changeProvider } from '../../../api/providers'
import { type Provider, queries } from '../../../api/queries'
import { took } from '../actions'
import { useDraft } from './drafts'
import { faultOf } from './faults'
import type { Faults, Field, Values } from './fields'
import { changedFields, changeOf, faultsOf, rebase, valuesOf } from './values'

/** What somebody else changed while something was typed here. */
export type News = {
  /** Fields that only they changed, with what stood there before. */
  taken: { field: Field; before: Values[Field] }[]
  /** Fields that both changed. */
  contested: Field[]
}

/** The form of one provider. */
export type Editing = {
  values: Values
  stored: Values
  /** Fields that aren't saved. */
  changed: Field[]
  faults: Faults
  /** What went wrong with saving, beside single fields. */
  failure: unknown
  news: News | null
  saving: boolean
  set: (change: Partial<Values>) => void
  save: () => Promise<boolean>
  /** Gives up what was typed; gives back how to undo that. */
  discard: () => () => void
  /** Where both changed something: what they say. */
  takeTheirs: () => void
}

/** Edits a provider. */
export function useEditing(provider: Provider): Editing {
  const client = useQueryClient()
  const [draft, setDraft] = useDraft(provider.id)
  const [faults, setFaults] = useState<Faults>({})
  const [failure, setFailure] = useState<unknown>(null)
  const [news, setNews] = useState<News | null>(null)
  const [saving, setSaving] = useState(false)
  const stored = valuesOf(provider)
  const values = draft?.values ?? stored
  const changed = changedFields(stored, values)

  // Somebody else changed it: what was typed goes on top, and what they changed is said.
  useEffect(() => {
    if (draft === undefined) return
    const now = valuesOf(provider)
    const theirs = changedFields(draft.base, now)
    if (theirs.length === 0) return
    const { values, taken, contested } = rebase(draft.base, draft.values, now)
    setDraft(changedFields(now, values).length === 0 ? null : { base: now, values })
    setNews((before) => ({
      taken: [
        ...(before?.taken ?? []).filter(({ field }) => !taken.includes(field)),
        ...taken.map((field) => ({ field, before: draft.base[field] })),
      ],
      contested: [...new Set([...(before?.contested ?? []), ...contested])],
    }))
  }, [provider, draft, setDraft])

  const set = (change: Partial<Values>) => {
    const next = { ...values, ...change }
    setDraft(changedFields(stored, next).length === 0 ? null : { base: stored, values: next })
    const mended = Object.keys(change) as Field[]
    setFaults(
      Object.fromEntries(Object.entries(faults).filter(([field]) => !mended.includes(field as Field))),
    )
  }

  const send = async (onto: Provider): Promise<boolean> => {
    try {
      took(
        client,
        await changeProvider(onto, changeOf(valuesOf(onto), rebase(stored, values, valuesOf(onto)).values)),
      )
      setDraft(null)
      setNews(null)
      return true
    } catch (error) {
      if (asApiError(error).code === 'stale_revision') return meanwhile(onto, error)
      const fault = faultOf(error)
      if (fault === null) setFailure(error)
      else setFaults({ [fault.field]: fault.message })
      return false
    }
  }

  /** It was changed since it was read. Where that concerns no field of the form, the person needn't know. */
  const meanwhile = async (onto: Provider, error: unknown): Promise<boolean> => {
    const all = await client.fetchQuery({ ...queries.providers(), staleTime: 0 }).catch(() => [])
    const now = all.find(({ id }) => id === provider.id)
    if (now === undefined || now.revision === onto.revision) {
      setFailure(error)
      return false
    }
    return changedFields(stored, valuesOf(now)).length === 0 ? send(now) : false
  }

  const save = async () => {
    const wrong = faultsOf(values, provider.kind)
    setFaults(wrong)
    setFailure(null)
    if (Object.keys(wrong).length > 0 || saving) return false
    setSaving(true)
    try {
      return await send(provider)
    } finally {
      setSaving(false)
    }
  }

  return {
    values,
    stored,
    changed,
    faults,
    failure,
    news,
    saving,
    set,
    save,
    discard: () => {
      const dropped = draft ?? null
      setDraft(null)
      setFaults({})
      setFailure(null)
      setNews(null)
      return () => setDraft(dropped)
    },
    takeTheirs: () => {
      if (news === null) return
      set(Object.fromEntries(news.contested.map((field) => [field, stored[field]])))
      setNews(null)
    },
  }
}
