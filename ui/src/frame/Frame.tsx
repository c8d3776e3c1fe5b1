import { useQuery } from '@tanstack/react-query'
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router'
import { type FC, useEffect } from 'react'
import { isLost } from '../api/line'
import { useLive } from '../api/live'
import { queries, type Status } from '../api/queries'
import { session } from '../api/session'
import { signOut } from '../api/signIn'
import { Button } from '../components/Button'
import { Callout } from '../components/Callout'
import { CopyInline } from '../components/CopyField'
import { Countdown } from '../components/Countdown'
import { classes } from '../components/classes'
import { Icon } from '../components/Icon'
import { State } from '../components/StateGlyph'
import { toast } from '../components/Toast'
import { useNow } from '../components/useNow'
import { m } from '../paraglide/messages.js'
import { paths } from '../paths'
import { clockTime } from '../preferences/numbers'
import { Appearance } from './Appearance'
import styles from './Frame.module.css'
import { GatewaySwitch } from './GatewaySwitch'
import { Header } from './Header'
import { failoverShownUntil, healthOf, type Note } from './health'
import { places } from './places'
import { useStoredAppearance } from './useAppearance'
import { useFirstRun } from './useFirstRun'
import { copyWords } from './words'

/** What stands around every page of who is signed in: header, navigation, and the state of the line. */
export const Frame: FC = () => {
  const navigate = useNavigate()
  const line = useLive()
  const { data: status, dataUpdatedAt } = useQuery(queries.status())
  const lost = isLost(line)
  // A failover is told of for a minute, and nothing else happens at its end.
  const shownUntil = failoverShownUntil(status)
  const now = useNow(shownUntil === null ? [] : [shownUntil])
  const health = healthOf(status, lost, now)
  useStoredAppearance()
  useFirstRun()
  // Before there is anything to go to, the places are only in the way.
  const alone = useLocation().pathname === paths.firstRun

  useEffect(
    () =>
      session.onEnd(() => {
        void navigate({ to: paths.signIn, search: { ended: true } })
      }),
    [navigate],
  )

  return (
    <div className={classes(styles.frame, alone && styles.alone)}>
      <a className={styles.skip} href="#content">
        {m.skip_to_content()}
      </a>
      <Header bus={health.bus} actions={<Actions status={lost ? undefined : status} />}>
        <span className={classes(styles.state, health.bus === 'degraded' && styles.degraded)}>
          <State state={health.glyph} strong>
            {health.word}
          </State>
        </span>
        {status?.gateway_url && (
          <CopyInline
            value={status.gateway_url.replace(/^https?:\/\//, '')}
            copies={status.gateway_url}
            label={m.gateway_address()}
            words={copyWords()}
          />
        )}
        {health.note !== null && <Remark note={health.note} />}
      </Header>
      {!alone && <Navigation />}
      <main id="content" className={styles.main} tabIndex={-1}>
        {lost && (
          <div className={styles.lost}>
            <Callout tone="line" announce>
              {m.line_lost({
                attempt: line.state === 'lost' ? line.attempt : 0,
                time: clockTime(dataUpdatedAt),
              })}
            </Callout>
          </div>
        )}
        <Outlet />
      </main>
    </div>
  )
}

/** What isn't normal, in one sentence. */
const Remark: FC<{ note: Note }> = ({ note }) =>
  note.kind === 'text' ? (
    <span className={styles.note} title={note.text}>
      {note.text}
    </span>
  ) : (
    <span className={styles.note}>
      <Countdown until={note.until} say={note.say} over={note.over} />
    </span>
  )

const Actions: FC<{ status: Status | undefined }> = ({ status }) => {
  const leave = () => signOut().catch(() => toast({ message: m.sign_out_failed(), urgent: true }))
  return (
    <>
      {status !== undefined && <GatewaySwitch status={status} />}
      <Appearance />
      {session.canEnd && (
        <Button variant="quiet" icon="signOut" label={m.sign_out()} onClick={() => void leave()} />
      )}
    </>
  )
}

/** How many requests are under way; nothing where none is. The overview says it in words. */
const UnderWay: FC = () => {
  const { data: status } = useQuery(queries.status())
  if (status === undefined || status.in_flight === 0) return null
  return (
    <span className={styles.count} aria-hidden="true">
      {status.in_flight}
    </span>
  )
}

const Navigation: FC = () => (
  <nav className={styles.nav} aria-label={m.nav_label()}>
    {places.map((place) => (
      <Link
        key={place.path}
        to={place.path}
        className={styles.place}
        activeOptions={{ exact: place.path === paths.overview, includeSearch: false }}
        title={place.name()}
      >
        <Icon name={place.icon} />
        <span className={styles.name}>{place.name()}</span>
        {place.path === paths.activity && <UnderWay />}
      </Link>
    ))}
    {/* The desktop's window has one page and no way back from another. */}
    {session.canEnd && (
      <a
        className={classes(styles.place, styles.docs)}
        href={paths.apiDocs}
        target="_blank"
        rel="noreferrer"
        title={m.api_docs()}
      >
        <Icon name="file" />
        <span className={styles.name}>{m.api_docs()}</span>
      </a>
    )}
  </nav>
)
