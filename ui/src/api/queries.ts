/** What pages read, by name. A page never calls the client itself. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, taken } from './client'
import { liveRequests } from './liveRequests'
import type { OlderPage, PageStart, RequestFilter } from './requestList'
import { rowOf } from './requestRow'
import type { components } from './schema'

/** How things stand. */
export type Status = components['schemas']['Status']
/** Somebody who may call the gateway. */
export type User = components['schemas']['User']
/** A key without its secret. */
export type Key = components['schemas']['KeyView']
/** A setting with its value, its default and where the value comes from. */
export type Setting = components['schemas']['SettingView']

/** A provider. */
export type Provider = components['schemas']['ProviderView']
/** A provider that many people have, with what is to be typed about it. */
export type Preset = components['schemas']['Preset']

/** A name of the person's own, with the model that stands for it at each provider. */
export type Alias = components['schemas']['AliasView']

/** The latest fire drill, as far as it is. */
export type Drill = components['schemas']['Drill']

/** What is asked of the simulator. */
export type RouteQuestion = components['schemas']['RouteRequest']
/** Who would serve a request now, and who would not. */
export type Route = components['schemas']['RouteView']

/** What is read of the server's state. */
export const queries = {
  /** How things stand. Events say when to ask again. */
  status: () =>
    queryOptions({
      queryKey: ['status'] as const,
      queryFn: ({ signal }) => taken(api.GET('/api/v1/status', { signal })),
    }),
  /** All providers, by priority and name. */
  providers: () =>
    queryOptions({
      queryKey: ['providers'] as const,
      queryFn: async ({ signal }) => (await taken(api.GET('/api/v1/providers', { signal }))).items,
    }),
  /** The person's own names for models. */
  aliases: () =>
    queryOptions({
      queryKey: ['aliases'] as const,
      queryFn: async ({ signal }) => (await taken(api.GET('/api/v1/aliases', { signal }))).items,
    }),
  /** Who would serve a request now. It changes with the providers, and is asked for anew with them. */
  route: (ask: RouteQuestion) =>
    queryOptions({
      queryKey: ['providers', 'route', ask] as const,
      queryFn: ({ signal }) => taken(api.POST('/api/v1/route', { body: ask, signal })),
      placeholderData: keepPreviousData,
    }),
  /** What many people have, to be added with a key alone. */
  presets: () =>
    queryOptions({
      queryKey: ['presets'] as const,
      queryFn: async ({ signal }) => (await taken(api.GET('/api/v1/presets', { signal }))).items,
    }),
  /** Who may call the gateway. */
  users: () =>
    queryOptions({
      queryKey: ['users'] as const,
      queryFn: async ({ signal }) => (await taken(api.GET('/api/v1/users', { signal }))).items,
    }),
  /** What they call it with. */
  keys: () =>
    queryOptions({
      queryKey: ['keys'] as const,
      queryFn: async ({ signal }): Promise<Key[]> => (await taken(api.GET('/api/v1/keys', { signal }))).items,
    }),
  /** Every setting. */
  settings: () =>
    queryOptions({
      queryKey: ['settings'] as const,
      queryFn: async ({ signal }): Promise<Setting[]> =>
        (await taken(api.GET('/api/v1/settings', { signal }))).items,
    }),
  /** The latest fire drill. What happens in one that runs comes with its events. */
  drill: () =>
    queryOptions({
      queryKey: ['drill'] as const,
      queryFn: ({ signal }): Promise<Drill> => taken(api.GET('/api/v1/drill', { signal })),
    }),
  /** One request in full. The latest are known already; what becomes of an open one comes with its event. */
  request: (id: string) =>
    queryOptions({
      queryKey: ['requests', id] as const,
      queryFn: ({ signal }) =>
        taken(api.GET('/api/v1/requests/{request}', { params: { path: { request: id } }, signal })),
      initialData: () => liveRequests.record(id),
    }),
  /** Which ways in there are; open to everybody. */
  signInOptions: () =>
    queryOptions({
      queryKey: ['sign-in'] as const,
      queryFn: ({ signal }) => taken(api.GET('/api/v1/sign-in', { signal })),
    }),
}

/** The latest requests with those still open, to be followed on by events. */
export const fetchLatestRequests = (signal: AbortSignal) =>
  taken(api.GET('/api/v1/requests/live', { signal }))

/** A page of what the ledger holds, the newest first. */
export async function fetchOlderRequests(
  filter: RequestFilter,
  start: PageStart,
  limit = 200,
): Promise<OlderPage> {
  const { since, state, provider, user, key, model, session } = filter
  const query = {
    limit,
    ...(since !== undefined && { since: new Date(since).toISOString() }),
    ...(start.until !== null && { until: new Date(start.until).toISOString() }),
    ...(start.cursor !== null && { cursor: start.cursor }),
    ...(state !== undefined && { state }),
    ...(provider !== undefined && { provider }),
    ...(user !== undefined && { user }),
    ...(key !== undefined && { key }),
    ...(model !== undefined && { model }),
    ...(session !== undefined && { session_id: session }),
  }
  const page = await taken(api.GET('/api/v1/requests', { params: { query } }))
  return { rows: page.items.map(rowOf), next: page.next_cursor ?? null }
}
