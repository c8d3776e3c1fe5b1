/** What pages read, by name. A page never calls the client itself. */
import { queryOptions } from '@tanstack/react-query'
import { api, taken } from './client'
import type { components } from './schema'

/** How things stand. */
export type Status = components['schemas']['Status']

/** What is read of the server's state. */
export const queries = {
  /** How things stand. Events say when to ask again. */
  status: () =>
    queryOptions({
      queryKey: ['status'] as const,
      queryFn: ({ signal }) => taken(api.GET('/api/v1/status', { signal })),
    }),
  /** Which ways in there are; open to everybody. */
  signInOptions: () =>
    queryOptions({
      queryKey: ['sign-in'] as const,
      queryFn: ({ signal }) => taken(api.GET('/api/v1/sign-in', { signal })),
    }),
}
