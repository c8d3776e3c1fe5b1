/** How calls are repeated and kept. */
import { QueryClient } from '@tanstack/react-query'
import { ApiError } from './api/errors'

/** Makes the cache of what was read. Events say when it is stale, so nothing is asked for by the clock. */
export const makeQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // What the server refused it refuses again.
        retry: (count, error) => count < 2 && error instanceof ApiError && error.code === 'unreachable',
        // On loopback the browser's own idea of being online means nothing.
        networkMode: 'always',
      },
      mutations: { networkMode: 'always' },
    },
  })
