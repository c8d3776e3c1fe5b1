import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { FC } from 'react'
import { queries, type Status } from '../../api/queries'
import { Button } from '../../components/Button'
import { classes } from '../../components/classes'
import { Skeleton } from '../../components/Skeleton'
import { Tap } from '../../components/StateGlyph'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { Board, BoardHeads } from './Board'
import { baseUrls } from './baseUrls'
import { Failure } from './Failure'
import { Feed } from './Feed'
import styles from './Yard.module.css'

/** The one-line diagram: local addresses feed the bus, and the providers tap off it. */
export const Yard: FC<{ status: Status }> = ({ status }) => {
  const { data: providers, error, refetch } = useQuery(queries.providers())
  const running = status.gateway === 'running'
  return (
    <section aria-label={m.overview_lines()}>
      <div className={styles.heads}>
        <h2 className={styles.title}>{m.overview_local()}</h2>
        <span />
        {providers !== undefined && providers.length > 0 && <BoardHeads />}
      </div>
      <div className={styles.yard}>
        <ul className={styles.feeds}>
          {baseUrls(status.gateway_url ?? '').map((base) => (
            <Feed key={base.name} base={base} running={running} providers={providers} />
          ))}
        </ul>
        <span className={classes(styles.bus, !running && styles.dead)} />
        {providers !== undefined ? (
          providers.length === 0 ? (
            <NoProvider />
          ) : (
            <Board providers={providers} running={running} />
          )
        ) : (
          <div className={styles.waiting}>
            {error === null ? (
              <Skeleton rows={3} height="row" label={m.loading()} />
            ) : (
              <Failure error={error} retry={() => void refetch()} />
            )}
          </div>
        )}
      </div>
    </section>
  )
}

const NoProvider: FC = () => {
  const navigate = useNavigate()
  return (
    <div className={styles.empty}>
      <Tap state="off" />
      <div className={styles.none}>
        <b>{m.providers_none()}</b>
        <p className={styles.second}>{m.overview_no_provider_next()}</p>
        <Button
          variant="primary"
          icon="plus"
          onClick={() => void navigate({ to: paths.providers, search: { add: true } })}
        >
          {m.overview_add_provider()}
        </Button>
      </div>
    </div>
  )
}
