import { CSPProvider } from '@base-ui/react/csp-provider'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { type FC, Fragment } from 'react'
import { Toasts } from './components/Toast'
import { TooltipProvider } from './components/Tooltip'
import { m } from './paraglide/messages.js'
import { useLanguage } from './preferences/language'
import type { makeRouter } from './routes'

/** The application around its pages. */
export const App: FC<{ queries: QueryClient; router: ReturnType<typeof makeRouter> }> = ({
  queries,
  router,
}) => {
  const language = useLanguage()
  return (
    // The policy allows no style elements, so Base UI is told to make none.
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={queries}>
        <TooltipProvider>
          {/* Messages are plain calls, so a change of language makes the tree anew. */}
          <Fragment key={language}>
            <Toasts closeLabel={m.close()}>
              <RouterProvider router={router} />
            </Toasts>
          </Fragment>
        </TooltipProvider>
      </QueryClientProvider>
    </CSPProvider>
  )
}
