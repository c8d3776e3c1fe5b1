import { Link } from '@tanstack/react-router'
import { type FC, useEffect, useState, useSyncExternalStore } from 'react'
import { liveRequests } from '../../api/liveRequests'
import { fetchOlderRequests } from '../../api/queries'
import { RequestList } from '../../api/requestList'
import type { RequestRow } from '../../api/requestRow'
import { Skeleton } from '../../components/Skeleton'
import { type Column, NumberCell, Row, Table } from '../../components/Table'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { exactMoment, exactMs, exactNumber, humanNumber, listTime } from '../../preferences/numbers'
import { clientName } from '../activity/clientName'
import { Left, modelOf, StateResult, Took } from '../activity/LogRow'
import { Failure } from './Failure'
import styles from './Latest.module.css'

const SHOWN = 8
const KEPT = 64

/** The last few requests, as they come. Each leads to itself in the activity. */
export const Latest: FC<{
  /** How many there are at least: what stands below doesn’t move when they come. */
  expected: number
}> = ({ expected }) => {
  const [list] = useState(
    () => new RequestList({}, liveRequests, (start) => fetchOlderRequests({}, start, SHOWN), KEPT),
  )
  const view = useSyncExternalStore(list.subscribe, list.get)
  useEffect(() => list.follow(), [list])
  const rows = Array.from({ length: Math.min(SHOWN, view.count) }, (_, place) => view.row(place))
  return (
    <section aria-labelledby="latest" className={styles.latest}>
      <div className={styles.head}>
        <h2 id="latest">{m.overview_latest()}</h2>
        <Link to={paths.activity}>{m.overview_all_activity()}</Link>
      </div>
      {view.count > 0 ? (
        <Table dense label={m.overview_latest()} columns={columns()}>
          {rows.map((row) => row !== undefined && <Line key={row.id} row={row} />)}
        </Table>
      ) : view.older === 'failed' ? (
        <Failure error={view.error} retry={() => void list.loadOlder()} />
      ) : view.older === 'end' ? (
        <p className={styles.none}>{m.overview_latest_none()}</p>
      ) : (
        <Skeleton rows={1 + Math.min(SHOWN, expected)} height="dense" label={m.loading()} />
      )}
    </section>
  )
}

const columns = (): readonly Column[] => [
  { key: 'time', head: m.activity_col_time(), width: 's' },
  { key: 'result', head: m.activity_state(), width: 'm' },
  { key: 'model', head: m.activity_model() },
  { key: 'provider', head: m.activity_provider(), width: 'l' },
  { key: 'client', head: m.activity_col_client(), width: 'm' },
  { key: 'key', head: m.activity_key(), width: 'm' },
  { key: 'tokens', head: m.activity_col_tokens(), width: 's', numeric: true },
  { key: 'took', head: m.activity_col_took(), width: 's', numeric: true },
]

const Line: FC<{ row: RequestRow }> = ({ row }) => {
  const model = modelOf(row)
  return (
    <Row className={styles.line}>
      <td className={styles.time} title={exactMoment(row.at)}>
        {listTime(row.at, Date.now())}
      </td>
      <td>
        <StateResult row={row} />
      </td>
      <td title={model}>
        <Link to={paths.request} params={{ request: row.id }} className={styles.open}>
          {model}
        </Link>
      </td>
      <td title={row.provider ?? undefined}>
        {row.leftProvider !== null && <Left provider={row.leftProvider} />}
        {row.provider ?? '–'}
      </td>
      <td className={styles.second} title={row.client ?? undefined}>
        {clientName(row.client) ?? '–'}
      </td>
      <td className={styles.second} title={row.key ?? undefined}>
        {row.key ?? '–'}
      </td>
      {row.tokens === null ? (
        <NumberCell />
      ) : (
        <NumberCell exact={exactNumber(row.tokens)}>{humanNumber(row.tokens)}</NumberCell>
      )}
      {row.tookMs === null ? (
        <NumberCell>
          <Took row={row} />
        </NumberCell>
      ) : (
        <NumberCell exact={exactMs(row.tookMs)}>
          <Took row={row} />
        </NumberCell>
      )}
    </Row>
  )
}
