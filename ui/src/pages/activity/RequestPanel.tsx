import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { FC } from 'react'
import { ApiError, explain } from '../../api/errors'
import { queries } from '../../api/queries'
import { type RequestRecord, rowOf } from '../../api/requestRow'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Panel } from '../../components/Panel'
import { Skeleton } from '../../components/Skeleton'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { exactMoment, listTime } from '../../preferences/numbers'
import { Changes } from './Changes'
import { clientName } from './clientName'
import { DecisionChain } from './DecisionChain'
import { modelOf, StateResult } from './LogRow'
import { Origin } from './Origin'
import { storyOf } from './outcome'
import styles from './RequestPanel.module.css'
import { Said } from './Said'
import { TimingFigures } from './TimingFigures'
import { Tokens } from './Tokens'

const route = getRouteApi('/signed-in/activity/$request')

/** One request in full, beside the list. */
export const RequestPanel: FC = () => {
  const { request: id } = route.useParams()
  const navigate = useNavigate()
  const { data: request, error, refetch } = useQuery(queries.request(id))
  return (
    <Panel
      title={request === undefined ? m.activity_fact_request() : <Title request={request} />}
      summary={request !== undefined && <Summary request={request} />}
      closeLabel={m.activity_close()}
      onClose={() => void navigate({ to: paths.activity, search: true })}
    >
      {error !== null && <Failure error={error} retry={() => void refetch()} />}
      {request === undefined
        ? error === null && <Skeleton rows={8} label={m.loading()} />
        : // Of another request nothing of this one's stays.
          request.id && <Body key={request.id} request={request} />}
    </Panel>
  )
}

const Title: FC<{ request: RequestRecord }> = ({ request }) => {
  const row = rowOf(request)
  const model = modelOf(row)
  return (
    <span className={styles.title}>
      <StateResult row={row} strong />
      <span className={styles.model} title={model}>
        {model}
      </span>
    </span>
  )
}

const Summary: FC<{ request: RequestRecord }> = ({ request }) => {
  const at = Date.parse(request.started_at)
  const parts = [
    clientName(request.client),
    request.key_name == null ? null : m.activity_with_key({ name: request.key_name }),
    request.stream ? m.activity_stream() : m.activity_whole(),
  ]
  return (
    <span className={styles.summary}>
      <span title={exactMoment(at)}>{listTime(at, Date.now())}</span>
      {parts.map((part) => part !== null && <span key={part}>{part}</span>)}
    </span>
  )
}

const Body: FC<{ request: RequestRecord }> = ({ request }) => {
  const story = storyOf(request)
  return (
    <>
      {story.bad ? (
        <Callout tone={request.state === 'refused' ? 'warn' : 'bad'} title={story.title}>
          {story.text}
        </Callout>
      ) : (
        <p>{story.text}</p>
      )}
      {(request.chain.length > 0 || request.attempts.length > 0) && <DecisionChain request={request} />}
      {request.state !== 'open' && <TimingFigures request={request} />}
      {request.state !== 'open' && request.operation === 'generate' && request.attempts.length > 0 && (
        <Tokens usage={request.usage} />
      )}
      <Changes request={request} />
      <Said request={request} />
      <Origin request={request} />
    </>
  )
}

const Failure: FC<{ error: unknown; retry: () => void }> = ({ error, retry }) => {
  if (error instanceof ApiError && error.code === 'not_found') {
    return (
      <Callout title={m.activity_not_found()} announce>
        {m.activity_not_found_next()}
      </Callout>
    )
  }
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
