/** The filters as the address carries them: they can be copied, gone back to, and set by a link. */
import type { RequestFilter } from '../../api/requestList'
import type { RequestState } from '../../api/requestRow'

/** How far back, from now. */
export const spans = ['hour', 'today', 'day', 'week'] as const
/** One of them. */
export type Span = (typeof spans)[number]

/** How far a request can have come, as the filter offers it. */
export const states = ['open', 'done', 'failed', 'refused', 'cancelled', 'interrupted'] as const

/** The filters that are set. */
export type ActivitySearch = {
  time?: Span
  state?: RequestState
  provider?: string
  user?: string
  key?: string
  model?: string
  session?: string
}

/** Every filter, in the order they are told. */
export const filterNames = ['time', 'state', 'provider', 'user', 'key', 'model', 'session'] as const

const HOUR_MS = 3_600_000

/** Reads the address. What isn't a filter of ours is left out. */
export function searchOf(search: Record<string, unknown>): ActivitySearch {
  const time = spans.find((span) => span === search.time)
  const state = states.find((known) => known === search.state)
  const [provider, user, key] = [uuid(search.provider), uuid(search.user), uuid(search.key)]
  const [model, session] = [text(search.model), text(search.session)]
  return {
    ...(time !== undefined && { time }),
    ...(state !== undefined && { state }),
    ...(provider !== undefined && { provider }),
    ...(user !== undefined && { user }),
    ...(key !== undefined && { key }),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session }),
  }
}

/** The filter for the list. */
export function filterOf({ time, ...rest }: ActivitySearch, now: number): RequestFilter {
  return { ...rest, since: time === undefined ? undefined : sinceOf(time, now) }
}

/** Whether anything is filtered. */
export const isFiltered = (search: ActivitySearch): boolean => Object.keys(search).length > 0

function sinceOf(span: Span, now: number): number {
  switch (span) {
    case 'hour':
      return now - HOUR_MS
    case 'today':
      return new Date(now).setHours(0, 0, 0, 0)
    case 'day':
      return now - 24 * HOUR_MS
    case 'week':
      return now - 7 * 24 * HOUR_MS
  }
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const uuid = (value: unknown): string | undefined =>
  typeof value === 'string' && UUID.test(value) ? value : undefined

/** The router reads `?model=4` as a number. */
const text = (value: unknown): string | undefined => {
  const read = typeof value === 'number' ? String(value) : value
  return typeof read === 'string' && read.trim() !== '' ? read.trim().slice(0, 200) : undefined
}

/** What names one request: its whole id, or the eight digits at the end of an error message. */
export const looksLikeRequestId = (typed: string): boolean => UUID.test(typed) || /^[0-9a-f]{8}$/i.test(typed)
