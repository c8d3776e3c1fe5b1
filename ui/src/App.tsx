import { CSPProvider } from '@base-ui/react/csp-provider'
import { type QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import type { FC } from 'react'
import { Toasts } from './components/Toast'
import { TooltipProvider } from './components/Tooltip'
import { m } from './paraglide/messages.js'
import { LanguageInForce } from './preferences/compilerRuntime'
import { useLanguage } from './preferences/language'
import type { makeRouter } from './routes'

type Parts = { queries: QueryClient; router: ReturnType<typeof makeRouter> }

/** The application around its pages. */
export const App: FC<Parts> = (parts) => (
  <LanguageInForce value={useLanguage()}>
    <Around {...parts} />
  </LanguageInForce>
)

const Around: FC<Parts> = ({ queries, router }) => (
  // The policy allows no style elements, so Base UI is told to make none.
  <CSPProvider disableStyleElements>
    <QueryClientProvider client={queries}>
      <TooltipProvider>
        <Toasts closeLabel={m.close()}>
          <RouterProvider router={router} />
        </Toasts>
      </TooltipProvider>
    </QueryClientProvider>
  </CSPProvider>
)
