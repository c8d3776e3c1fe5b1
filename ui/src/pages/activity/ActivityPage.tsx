import { getRouteApi, Outlet, useParams } from '@tanstack/react-router'
import type { FC } from 'react'
import { ListAndPanel } from '../../components/ListAndPanel'
import { m } from '../../paraglide/messages.js'
import styles from './ActivityPage.module.css'
import { Filters } from './Filters'
import { Log } from './Log'

const route = getRouteApi('/signed-in/activity')

/** What goes through the gateway, as it goes, and all that went before; one request opens beside the list. */
export const ActivityPage: FC = () => {
  const search = route.useSearch()
  const { request: selected = null } = useParams({ strict: false })
  return (
    <ListAndPanel panel={selected === null ? null : <Outlet />}>
      <div className={styles.page}>
        <h1 className={styles.hidden}>{m.nav_activity()}</h1>
        <Filters search={search} />
        {/* Another filter is another list. */}
        <Log key={JSON.stringify(search)} search={search} selected={selected} />
      </div>
    </ListAndPanel>
  )
}
