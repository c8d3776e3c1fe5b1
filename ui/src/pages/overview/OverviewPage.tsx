import { useQuery } from '@tanstack/react-query'
import type { FC } from 'react'
import { explain } from '../../api/errors'
import { queries } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Skeleton } from '../../components/Skeleton'
import { m } from '../../paraglide/messages.js'
import { About } from './About'
import styles from './OverviewPage.module.css'
import { TodayFigures } from './TodayFigures'
import { Yard } from './Yard'

/** The state of things at a glance: the addresses to give to tools, what they lead to, and the day so far. */
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
          <TodayFigures today={status.today} />
          <About status={status} />
        </>
      )}
    </div>
  )
}

const Failure: FC<{ error: unknown; retry: () => void }> = ({ error, retry }) => {
  const { title, next } = explain(error)
  return (
    <Callout
      tone="bad"
      title={title}
      action={
        <Button size="small" onClick={retry}>
          {m.retry()}
        </Button>
      }
    >
      {next}
    </Callout>
  )
}
