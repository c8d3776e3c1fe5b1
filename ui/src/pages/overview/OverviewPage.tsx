import { useQuery } from '@tanstack/react-query'
import type { FC } from 'react'
import { queries } from '../../api/queries'
import { Skeleton } from '../../components/Skeleton'
import { m } from '../../paraglide/messages.js'
import { About } from './About'
import { Drill } from './drill/Drill'
import { Failure } from './Failure'
import { Latest } from './Latest'
import styles from './OverviewPage.module.css'
import { TodayFigures } from './TodayFigures'
import { Yard } from './Yard'

/** The state of things at a glance: the addresses to give to tools, what they lead to, the day so far, and the latest. */
export const OverviewPage: FC = () => {
  const { data: status, error, refetch } = useQuery(queries.status())
  return (
    <div className={styles.page}>
      <h1 className={styles.hidden}>{m.nav_overview()}</h1>
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {status === undefined ? (
        error === null && <Skeleton rows={5} height="two" label={m.loading()} />
      ) : (
        <>
          <Yard status={status} />
          <Drill />
          <TodayFigures today={status.today} />
          <Latest expected={status.today.requests} />
          <About status={status} />
        </>
      )}
    </div>
  )
}
