import type { FC } from 'react'
import type { RequestRow } from '../../api/requestRow'
import { Icon } from '../../components/Icon'
import { LogCell, LogHead } from '../../components/LogList'
import { Result } from '../../components/Result'
import { useSecond } from '../../components/useSecond'
import { m } from '../../paraglide/messages.js'
import {
  exactMoment,
  exactMs,
  exactNumber,
  humanMs,
  humanNumber,
  listTime,
  runningSeconds,
} from '../../preferences/numbers'
import { clientName } from './clientName'
import styles from './LogRow.module.css'
import { operationWord } from './operation'
import { stateShown } from './state'

/** The heads of the columns. */
export const Heads: FC = () => (
  <>
    <LogHead>{m.activity_col_time()}</LogHead>
    <LogHead>{m.activity_state()}</LogHead>
    <LogHead>{m.activity_model()}</LogHead>
    <LogHead column="provider">{m.activity_provider()}</LogHead>
    <LogHead column="client">{m.activity_col_client()}</LogHead>
    <LogHead column="key">{m.activity_key()}</LogHead>
    <LogHead column="tokens" numeric>
      {m.activity_col_tokens()}
    </LogHead>
    <LogHead numeric>{m.activity_col_took()}</LogHead>
  </>
)

/** One request in one line. */
export const RowCells: FC<{ row: RequestRow | undefined }> = ({ row }) => {
  if (row === undefined) return null
  const model = modelOf(row)
  const operation = operationWord(row.operation)
  return (
    <>
      <LogCell tone="quiet" exact={exactMoment(row.at)}>
        {listTime(row.at, Date.now())}
      </LogCell>
      <LogCell>
        <StateResult row={row} />
      </LogCell>
      <LogCell exact={model}>
        {model}
        {operation !== null && <span className={styles.second}> · {operation}</span>}
      </LogCell>
      <LogCell column="provider" exact={row.provider}>
        {row.leftProvider !== null && <Left provider={row.leftProvider} />}
        {row.provider ?? '–'}
      </LogCell>
      <LogCell column="client" tone="second" exact={row.client}>
        {clientName(row.client) ?? '–'}
      </LogCell>
      <LogCell column="key" tone="second" exact={row.key}>
        {row.key ?? '–'}
      </LogCell>
      <LogCell column="tokens" numeric exact={row.tokens === null ? null : exactNumber(row.tokens)}>
        {row.tokens === null ? '–' : humanNumber(row.tokens)}
      </LogCell>
      <LogCell numeric exact={row.tookMs === null ? null : exactMs(row.tookMs)}>
        <Took row={row} />
      </LogCell>
    </>
  )
}

/** State, and the status where it went wrong. */
export const StateResult: FC<{ row: Pick<RequestRow, 'state' | 'status'>; strong?: boolean }> = ({
  row: { state, status },
  strong = false,
}) => {
  const { icon, tone, word } = stateShown(state)
  // An answer that broke off had begun well: its status says nothing.
  const code = state === 'failed' && status !== null && status >= 400 ? ` ${status}` : ''
  return (
    <Result icon={icon} tone={tone} strong={strong}>
      {word}
      {code}
    </Result>
  )
}

/** What was asked for. */
export const modelOf = (row: Pick<RequestRow, 'askedModel' | 'operation'>): string =>
  row.askedModel ?? (row.operation === 'models' ? m.activity_models_list() : '–')

/** That another provider was tried first. */
export const Left: FC<{ provider: string }> = ({ provider }) => (
  <span
    className={styles.left}
    role="img"
    aria-label={m.activity_left({ provider })}
    title={m.activity_left({ provider })}
  >
    <Icon name="hop" />
  </span>
)

/** How long it took, or has been taking. */
export const Took: FC<{ row: Pick<RequestRow, 'at' | 'state' | 'tookMs'> }> = ({ row }) => {
  if (row.tookMs !== null) return humanMs(row.tookMs)
  return row.state === 'open' ? <Running since={row.at} /> : '–'
}

/** How long an open request has been going on. */
export const Running: FC<{ since: number }> = ({ since }) => {
  const now = useSecond()
  return runningSeconds(Math.max(0, Math.floor((now - since) / 1_000)))
}
