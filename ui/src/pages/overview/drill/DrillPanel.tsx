import { type UseMutationResult, useMutation, useQuery } from '@tanstack/react-query'
import { type FC, useEffect, useRef } from 'react'
import { stopDrill } from '../../../api/drill'
import { asApiError } from '../../../api/errors'
import { queries } from '../../../api/queries'
import { Button } from '../../../components/Button'
import { Callout } from '../../../components/Callout'
import { useOffline } from '../../../frame/useOffline'
import { m } from '../../../paraglide/messages.js'
import { Failure } from '../Failure'
import { DrillLines } from './DrillLines'
import styles from './DrillPanel.module.css'
import { DrillTrack } from './DrillTrack'
import { type Reading, readDrill } from './reading'
import { endSaid, momentSaid } from './words'

/** A fire drill: shows what really happens in it. It ends by itself. */
export const DrillPanel: FC<{
  /** Begins one. */
  begin: UseMutationResult<void, Error, void>
  onClose: () => void
}> = ({ begin, onClose }) => {
  const offline = useOffline()
  const panel = useRef<HTMLElement>(null)
  const { data: drill } = useQuery(queries.drill())
  const end = useMutation({ mutationFn: stopDrill })
  useEffect(() => panel.current?.focus(), [])
  const reading = readDrill(drill?.steps ?? [])
  const running = drill?.running === true
  const close = () => {
    if (running) end.mutate()
    onClose()
  }
  // One that somebody else began is as good.
  const failed = begin.error !== null && asApiError(begin.error).code !== 'drill_running'
  return (
    <section ref={panel} tabIndex={-1} aria-labelledby="drill" className={styles.panel}>
      <header className={styles.head}>
        <div>
          <h2 id="drill">{m.drill_title()}</h2>
          <p className={styles.what}>{m.drill_what()}</p>
        </div>
        <span className={styles.verbs}>
          {running ? (
            <Button size="small" icon="stop" busy={end.isPending} onClick={() => end.mutate()}>
              {m.drill_stop()}
            </Button>
          ) : (
            <Button
              size="small"
              icon="play"
              busy={begin.isPending}
              disabledReason={offline}
              onClick={() => begin.mutate()}
            >
              {m.drill_again()}
            </Button>
          )}
          <Button variant="quiet" size="small" icon="x" label={m.drill_close()} onClick={close} />
        </span>
      </header>
      {failed && <Failure error={begin.error} retry={() => begin.mutate()} />}
      <div className={styles.body}>
        <div className={styles.seen}>
          <DrillLines reading={reading} />
          <DrillTrack reading={reading} />
        </div>
        <Story reading={reading} />
      </div>
    </section>
  )
}

/** What happened, in sentences, and what it came to. */
const Story: FC<{ reading: Reading }> = ({ reading: { moments, end } }) => (
  <div className={styles.story}>
    <ol aria-live="polite" aria-label={m.drill_story()}>
      {moments.map((moment) => (
        <li key={`${moment.kind} ${moment.at}`} className={styles.moment}>
          <span className={styles.at}>{(moment.at / 1_000).toFixed(1)} s</span>
          <span>{momentSaid(moment)}</span>
        </li>
      ))}
    </ol>
    {end !== null && (
      <Callout tone={end.how === 'recovered' ? 'good' : end.how === 'stopped' ? 'plain' : 'bad'} announce>
        {endSaid(end)}
      </Callout>
    )}
  </div>
)
