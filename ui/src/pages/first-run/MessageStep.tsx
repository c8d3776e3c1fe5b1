import { useQuery } from '@tanstack/react-query'
import type { FC } from 'react'
import { type Provider, queries } from '../../api/queries'
import type { RequestRow } from '../../api/requestRow'
import { linesFor } from '../../clients/lines'
import { useClientAccess } from '../../clients/useClientAccess'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { CodeBlock } from '../../components/CodeBlock'
import { Step, type StepState, Steps } from '../../components/Steps'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { humanMs } from '../../preferences/numbers'
import { Actions } from './Actions'
import styles from './MessageStep.module.css'
import { Test } from './ProviderStep'

/** Third: a message takes the whole line. Whatever tool sends it, it shows here as it goes. */
export const MessageStep: FC<{
  provider: Provider | undefined
  secret: string | null
  /** The key whose requests count; any, if none was made here. */
  keyId: string | undefined
  requests: readonly RequestRow[]
  onTools: () => void
  onDone: () => void
}> = ({ provider, secret, keyId, requests, onTools, onDone }) => {
  const { data: status } = useQuery(queries.status())
  const access = useClientAccess(status, secret ?? '')
  const ours = requests.filter((request) => keyId === undefined || request.keyId === keyId)
  // The first that was answered stays, whatever comes after it.
  const request = ours.findLast(({ state }) => state === 'done') ?? ours[0]
  const [curl] = access === null ? [] : linesFor('curl', access)
  const answered = request?.state === 'done'
  return (
    <>
      <p className={styles.words}>{m.first_run_message_words()}</p>
      {secret !== null && curl !== undefined ? (
        <CodeBlock
          title={m.first_run_curl()}
          icon="terminal"
          label="curl"
          code={curl.text}
          wrap
          words={copyWords()}
        />
      ) : (
        !answered && (
          <div>
            <Button variant="link" className={styles.way} onClick={onTools}>
              {m.first_run_to_tools()}
            </Button>
          </div>
        )
      )}
      <div className={styles.line} role="status">
        <Steps label={m.first_run_message()}>{lineOf(request)}</Steps>
      </div>
      {request !== undefined && !answered && request.state !== 'open' && (
        <Callout tone="warn">{m.first_run_failed_next()}</Callout>
      )}
      {!answered && provider !== undefined && <Test provider={provider} />}
      <Actions onNext={onDone} ready={answered} word={m.first_run_finish()} />
    </>
  )
}

/** What the message does: it arrives, it goes to a provider, it is answered. */
function lineOf(request: RequestRow | undefined) {
  if (request === undefined) {
    return <Step state="running" stateWord={m.first_run_state_waiting()} title={m.first_run_waiting()} />
  }
  const state: StepState = request.state === 'open' ? 'running' : request.state === 'done' ? 'done' : 'failed'
  return (
    <>
      <Step
        state="done"
        stateWord={m.first_run_state_done()}
        title={m.first_run_arrived()}
        detail={request.client ?? undefined}
      />
      <Step
        state={state}
        stateWord={
          state === 'running'
            ? m.first_run_state_waiting()
            : state === 'done'
              ? m.first_run_state_done()
              : m.first_run_state_failed()
        }
        title={
          state === 'running'
            ? m.first_run_on_its_way()
            : state === 'done'
              ? m.first_run_answered()
              : m.first_run_failed()
        }
        detail={
          [request.provider, request.askedModel].filter((part) => part !== null).join(' · ') || undefined
        }
        time={request.tookMs === null ? undefined : humanMs(request.tookMs)}
      />
    </>
  )
}
