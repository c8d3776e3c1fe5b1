/** The places of the application, as the navigation shows them. Only those that exist. */
import type { IconName } from '../components/Icon'
import { m } from '../paraglide/messages.js'
import { paths } from '../paths'

/** A place: its path, drawing and name. */
export type Place = {
  path: (typeof paths)['overview' | 'providers' | 'activity' | 'keys' | 'settings']
  icon: IconName
  name: () => string
}

/** All of them, in order. */
export const places: readonly Place[] = [
  { path: paths.overview, icon: 'overview', name: m.nav_overview },
  { path: paths.providers, icon: 'providers', name: m.nav_providers },
  { path: paths.activity, icon: 'activity', name: m.nav_activity },
  { path: paths.keys, icon: 'keys', name: () => m.nav_keys() },
  { path: paths.settings, icon: 'settings', name: () => m.nav_settings() },
]
