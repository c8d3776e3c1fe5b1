import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FC, useRef, useState } from 'react'
import { explain } from '../../api/errors'
import { queries, type User } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { EmptyState } from '../../components/EmptyState'
import { ListAndPanel } from '../../components/ListAndPanel'
import { Skeleton } from '../../components/Skeleton'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { useNow } from '../../preferences/times'
import { KeyList, type Selected } from './KeyList'
import { KeyPanel } from './KeyPanel'
import styles from './KeysPage.module.css'
import { NewKeyDialog } from './NewKeyDialog'
import { NewUserDialog } from './NewUserDialog'
import { type Person, people } from './people'
import { UserPanel } from './UserPanel'

type Making = { what: 'user' } | { what: 'key'; user: User } | null

/** Who may call the gateway, and what they call it with. */
export const KeysPage: FC = () => {
  const users = useQuery(queries.users())
  const keys = useQuery(queries.keys())
  const now = useNow()
  const offline = useOffline()
  const navigate = useNavigate()
  const selected = useSearch({ from: `/signed-in${paths.keys}` })
  const list = useRef<HTMLDivElement>(null)
  const [making, setMaking] = useState<Making>(null)
  const error = users.error ?? keys.error
  const all = users.data && keys.data && people(users.data, keys.data, now)
  const select = (next: Selected) => void navigate({ to: paths.keys, search: next })
  const close = async () => {
    const row = selected.key ?? selected.user
    await navigate({ to: paths.keys, search: {} })
    // The focus goes back to where it came from, unless that is gone.
    list.current?.querySelector<HTMLElement>(`[data-row="${row}"]`)?.focus()
  }
  // What is gone leaves the list alone.
  const panel = () => {
    const entry = all?.flatMap((person) => person.keys).find(({ key }) => key.id === selected.key)
    if (entry) return <KeyPanel key={entry.key.id} entry={entry} now={now} onClose={() => void close()} />
    const person = all?.find(({ user }) => user.id === selected.user)
    if (person === undefined) return null
    return (
      <UserPanel
        key={person.user.id}
        person={person}
        now={now}
        onClose={() => void close()}
        onNewKey={() => setMaking({ what: 'key', user: person.user })}
      />
    )
  }
  const retry = () => {
    void users.refetch()
    void keys.refetch()
  }
  return (
    <ListAndPanel panel={panel()}>
      <div ref={list} className={styles.page}>
        <header className={styles.head}>
          <h1>{m.keys_title()}</h1>
          {all !== undefined && (
            <>
              <Button disabledReason={offline} onClick={() => setMaking({ what: 'user' })}>
                {m.keys_add_user()}
              </Button>
              {all[0] !== undefined && <NewKey all={all} selected={selected} onPress={setMaking} />}
            </>
          )}
        </header>
        {error !== null && <Failure error={error} retry={retry} />}
        {all === undefined ? (
          error === null && (
            <div className={styles.inset}>
              <Skeleton rows={5} label={m.loading()} />
            </div>
          )
        ) : (
          <>
            <KeyList people={all} selected={selected} onSelect={select} now={now} />
            {all.every((person) => person.keys.length === 0) && (
              <EmptyState title={m.keys_none()}>{m.keys_none_next()}</EmptyState>
            )}
          </>
        )}
      </div>
      {making?.what === 'key' && users.data && (
        <NewKeyDialog users={users.data} user={making.user} onClose={() => setMaking(null)} />
      )}
      <NewUserDialog
        open={making?.what === 'user'}
        onClose={() => setMaking(null)}
        onAdded={(user) => {
          setMaking(null)
          select({ user })
        }}
      />
    </ListAndPanel>
  )
}

/** The new key is for whoever is looked at, else for the first. */
const NewKey: FC<{ all: readonly Person[]; selected: Selected; onPress: (making: Making) => void }> = ({
  all,
  selected,
  onPress,
}) => {
  const looked = all.find(
    ({ user, keys }) => user.id === selected.user || keys.some(({ key }) => key.id === selected.key),
  )
  const user = (looked ?? all[0])?.user
  const offline = useOffline()
  return (
    <Button
      variant="primary"
      icon="plus"
      disabledReason={offline}
      onClick={() => user !== undefined && onPress({ what: 'key', user })}
    >
      {m.keys_new()}
    </Button>
  )
}

const Failure: FC<{ error: unknown; retry: () => void }> = ({ error, retry }) => {
  const { title, next } = explain(error)
  return (
    <div className={styles.inset}>
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
