/** The places of the application, as the navigation shows them. Only those that exist. */
import type { IconName } from '../components/Icon'
import { m } from '../paraglide/messages.js'
import { paths } from '../paths'

/** A place: its path, drawing and name. */
export type Place = { path: (typeof paths)['overview' | 'activity']; icon: IconName; name: () => string }

/** All of them, in order. */
export const places: readonly Place[] = [
  { path: paths.overview, icon: 'overview', name: m.nav_overview },
  { path: paths.activity, icon: 'activity', name: m.nav_activity },
]
