import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FC, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { explain } from '../../api/errors'
import { liveRequests } from '../../api/liveRequests'
import { fetchOlderRequests, queries } from '../../api/queries'
import { type ListView, RequestList } from '../../api/requestList'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Icon } from '../../components/Icon'
import { LogList, type LogListHandle } from '../../components/LogList'
import { Skeleton } from '../../components/Skeleton'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { exactNumber } from '../../preferences/numbers'
import styles from './Log.module.css'
import { Heads, RowCells } from './LogRow'
import { NoRequests } from './NoRequests'
import { type ActivitySearch, filterOf } from './search'

/** The list itself: live on top, older pages below. It holds still while somebody reads in it. */
export const Log: FC<{ search: ActivitySearch; selected: string | null }> = ({ search, selected }) => {
  const navigate = useNavigate()
  const [list] = useState(() => {
    const filter = filterOf(search, Date.now())
    return new RequestList(filter, liveRequests, (start) => fetchOlderRequests(filter, start))
  })
  const view = useSyncExternalStore(list.subscribe, list.get)
  const [chosen, setChosen] = useState<string | null>(null)
  const handle = useRef<LogListHandle>(null)
  const hold = useHold(list, selected !== null)

  useEffect(() => list.follow(), [list])

  useEffect(() => {
    hold({ reading: selected !== null })
    // Where the panel had the focus, the list takes it back.
    if (selected === null && document.activeElement === document.body) handle.current?.focus()
  }, [selected, hold])

  const idOf = (place: number) => view.row(place)?.id ?? String(place)
  const open = (place: number) => {
    hold({ reading: true })
    setChosen(idOf(place))
    const replace = selected !== null
    void navigate({ to: paths.request, params: { request: idOf(place) }, search: true, replace })
  }
  const choose = (place: number) => {
    if (selected !== null) open(place)
    else {
      hold({ reading: true })
      setChosen(idOf(place))
    }
  }
  const close = () => {
    setChosen(null)
    if (selected === null) hold({ reading: false })
    else void navigate({ to: paths.activity, search: true })
  }
  const toLatest = () => {
    handle.current?.toTop()
    setChosen(null)
    hold({ reading: false, pressed: false, away: false })
  }

  const current = selected ?? chosen
  if (view.count === 0 && view.waiting === 0) {
    if (view.older === 'end') return <NoRequests search={search} />
    if (view.older === 'failed') return <Older view={view} retry={() => void list.loadOlder()} />
    return (
      <div className={styles.first}>
        <Skeleton rows={12} height="dense" label={m.loading()} />
      </div>
    )
  }
  return (
    <>
      {view.waiting > 0 && (
        <button type="button" className={styles.waiting} onClick={toLatest}>
          {m.activity_waiting({ count: exactNumber(view.waiting) })}
        </button>
      )}
      <LogList
        handle={handle}
        label={m.activity_list()}
        head={<Heads />}
        rowClass={styles.columns}
        count={view.count}
        idOf={idOf}
        cells={(place) => <RowCells row={view.row(place)} />}
        chosen={current === null ? null : list.placeOf(current)}
        open={selected !== null}
        onChoose={choose}
        onOpen={open}
        onClose={close}
        onTop={toLatest}
        onScrolled={(atTop) => hold({ away: !atTop })}
        onPress={() => {
          hold({ pressed: true })
          addEventListener('pointerup', () => setTimeout(() => hold({ pressed: false })), { once: true })
        }}
        onNearEnd={() => {
          if (view.older === 'more') void list.loadOlder()
        }}
        tail={<Older view={view} retry={() => void list.loadOlder()} />}
      />
      <Foot view={view} toLatest={toLatest} />
    </>
  )
}

type Holding = { away: boolean; reading: boolean; pressed: boolean }

/** The list follows only where nobody scrolled away, opened or chose a row, or is pressing one. */
function useHold(list: RequestList, reading: boolean): (change: Partial<Holding>) => void {
  const [hold] = useState(() => {
    let now: Holding = { away: false, reading, pressed: false }
    return (change: Partial<Holding>) => {
      now = { ...now, ...change }
      if (now.away || now.reading || now.pressed) list.pause()
      else list.resume()
    }
  })
  return hold
}

const Older: FC<{ view: ListView; retry: () => void }> = ({ view, retry }) => {
  if (view.older === 'failed') {
    const { title, next } = explain(view.error)
    return (
      <div className={styles.older}>
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
      </div>
    )
  }
  return (
    <p className={styles.end}>{view.older === 'end' ? m.activity_older_end() : m.activity_older_loading()}</p>
  )
}

const Foot: FC<{ view: ListView; toLatest: () => void }> = ({ view, toLatest }) => {
  const { data: status } = useQuery(queries.status())
  return (
    <footer className={styles.foot}>
      <span>{m.activity_loaded({ count: exactNumber(view.count) })}</span>
      {status !== undefined && status.in_flight > 0 && (
        <span>{m.in_flight({ count: status.in_flight })}</span>
      )}
      <span className={styles.follow}>
        {view.paused ? (
          <>
            <Icon name="pause" />
            {m.activity_paused()}
            <Button variant="link" size="small" onClick={toLatest}>
              {m.activity_to_latest()}
            </Button>
          </>
        ) : (
          m.activity_following()
        )}
      </span>
    </footer>
  )
}
