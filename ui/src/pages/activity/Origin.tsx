import type { FC } from 'react'
import type { RequestRecord } from '../../api/requestRow'
import { Button } from '../../components/Button'
import { CopyInline } from '../../components/CopyField'
import { Fact, Facts } from '../../components/Facts'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { exactNumber, humanBytes } from '../../preferences/numbers'
import { dialectName } from '../providers/words'
import { shortSession } from './Filters'
import styles from './Origin.module.css'
import { Section } from './Section'
import { useFilter } from './useFilter'

/** Ids to copy, and where the request came from. */
export const Origin: FC<{ request: RequestRecord }> = ({ request }) => {
  const set = useFilter()
  const { session_id: session, user_name: user, key_name: key, client, status } = request
  return (
    <Section title={m.activity_facts()}>
      <Facts>
        <Fact term={m.activity_fact_request()}>
          <CopyInline
            value={`${request.id.slice(0, 8)}…${request.id.slice(-8)}`}
            copies={request.id}
            label={m.activity_fact_request()}
            words={copyWords()}
          />
        </Fact>
        {session != null && (
          <Fact term={m.activity_session()}>
            <span className={styles.session}>
              <CopyInline
                value={shortSession(session)}
                copies={session}
                label={m.activity_session()}
                words={copyWords()}
              />
              <Button variant="link" size="small" onClick={() => set({ session })}>
                {m.activity_session_only()}
              </Button>
            </span>
          </Fact>
        )}
        {request.agent_id != null && <Fact term={m.activity_agent()}>{request.agent_id}</Fact>}
        {request.project != null && <Fact term={m.activity_project()}>{request.project}</Fact>}
        {user != null && <Fact term={m.activity_user()}>{user}</Fact>}
        {key != null && <Fact term={m.activity_key()}>{key}</Fact>}
        <Fact term={m.activity_fact_client()}>{client ?? '–'}</Fact>
        <Fact term={m.activity_fact_peer()}>{request.peer}</Fact>
        <Fact term={m.activity_fact_dialect()}>{dialectName(request.dialect)}</Fact>
        {status != null && <Fact term={m.activity_fact_status()}>{status}</Fact>}
        <Fact
          term={m.activity_fact_size()}
          exact={`${exactNumber(request.request_bytes)} B / ${exactNumber(request.response_bytes)} B`}
        >
          {m.activity_size({
            request: humanBytes(request.request_bytes),
            response: humanBytes(request.response_bytes),
          })}
        </Fact>
      </Facts>
    </Section>
  )
}
