/** The site map. */
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router'
import { session } from './api/session'
import { Frame } from './frame/Frame'
import { searchOf } from './pages/activity/search'
import { BrokenPage } from './pages/BrokenPage'
import { readProgress } from './pages/first-run/steps'
import { NotFoundPage } from './pages/NotFoundPage'
import { providersSearch } from './pages/providers/search'
import { paths } from './paths'

const root = createRootRouteWithContext<{ queries: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFoundPage,
  errorComponent: BrokenPage,
})

const signIn = createRoute({
  getParentRoute: () => root,
  path: paths.signIn,
  validateSearch: (search): { ended?: true } => (search.ended === true ? { ended: true } : {}),
  component: lazyRouteComponent(() => import('./pages/sign-in/SignInPage'), 'SignInPage'),
  // The desktop's window has nothing to sign in to.
  beforeLoad: () => {
    if (!session.canEnd) throw redirect({ to: paths.overview, replace: true })
  },
})

// Everything behind the sign-in. A page that isn't signed in asks for nothing first.
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Frame,
  beforeLoad: () => {
    if (!session.isOpen()) throw redirect({ to: paths.signIn, replace: true })
  },
})

const overview = createRoute({
  getParentRoute: () => signedIn,
  path: paths.overview,
  component: lazyRouteComponent(() => import('./pages/overview/OverviewPage'), 'OverviewPage'),
})

const providers = createRoute({
  getParentRoute: () => signedIn,
  path: paths.providers,
  validateSearch: providersSearch,
  component: lazyRouteComponent(() => import('./pages/providers/ProvidersPage'), 'ProvidersPage'),
})

const keys = createRoute({
  getParentRoute: () => signedIn,
  path: paths.keys,
  validateSearch: ({ key, user }): { key?: string; user?: string } =>
    typeof key === 'string' ? { key } : typeof user === 'string' ? { user } : {},
  component: lazyRouteComponent(() => import('./pages/keys/KeysPage'), 'KeysPage'),
})

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: paths.settings,
  component: lazyRouteComponent(() => import('./pages/settings/SettingsPage'), 'SettingsPage'),
})

const firstRun = createRoute({
  getParentRoute: () => signedIn,
  path: paths.firstRun,
  validateSearch: readProgress,
  component: lazyRouteComponent(() => import('./pages/first-run/FirstRunPage'), 'FirstRunPage'),
})

const activity = createRoute({
  getParentRoute: () => signedIn,
  path: paths.activity,
  validateSearch: searchOf,
  component: lazyRouteComponent(() => import('./pages/activity/ActivityPage'), 'ActivityPage'),
})

const request = createRoute({
  getParentRoute: () => activity,
  path: '$request',
  component: lazyRouteComponent(() => import('./pages/activity/RequestPanel'), 'RequestPanel'),
})

// The page of components is for those who build pages; a release does not contain it.
const forBuilders = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => root,
        path: paths.components,
        component: lazyRouteComponent(() => import('./pages/components/ComponentsPage'), 'ComponentsPage'),
      }),
    ]
  : []

const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren([overview, providers, activity.addChildren([request]), keys, settings, firstRun]),
  ...forBuilders,
])

/** Makes the router. */
export const makeRouter = (queries: QueryClient, history?: RouterHistory) =>
  createRouter({
    routeTree,
    context: { queries },
    ...(history !== undefined && { history }),
  })

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
