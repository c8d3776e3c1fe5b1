import { Link } from '@tanstack/react-router'
import type { FC, KeyboardEvent, ReactNode } from 'react'
import { classes } from '../../components/classes'
import { Row, Table } from '../../components/Table'
import { Tag } from '../../components/Tag'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { ago, daysUntil, exactTime, localDay } from '../../preferences/times'
import styles from './KeyList.module.css'
import { type Access, accessWords, keyName, keyText, lastUsed, type Person } from './people'

/** What is looked at beside the list. */
export type Selected = { user?: string; key?: string }

/** The users, each with their keys below like lines tapped off a bus. Arrows walk, Enter opens. */
export const KeyList: FC<{
  people: readonly Person[]
  selected: Selected
  onSelect: (selected: Selected) => void
  now: number
}> = ({ people, selected, onSelect, now }) => (
  // biome-ignore lint/a11y/noStaticElementInteractions: the links inside take the keys; this only moves between them
  <div className={styles.list} onKeyDown={walk}>
    <Table
      label={m.keys_title()}
      columns={[
        { key: 'name', head: m.keys_name() },
        { key: 'used', head: m.keys_last_used(), width: 'm' },
        { key: 'key', head: m.keys_key(), width: 'l' },
        { key: 'expires', head: m.keys_expires(), width: 'm', numeric: true },
      ]}
    >
      {people.flatMap((person) => [
        <Row
          key={person.user.id}
          className={styles.user}
          selected={selected.user === person.user.id}
          onClick={() => onSelect({ user: person.user.id })}
        >
          <td>
            <span className={styles.line}>
              <span className={styles.avatar} aria-hidden="true">
                {initial(person.user.name)}
              </span>
              <RowLink selected={{ user: person.user.id }}>
                <b>{person.user.name}</b>
              </RowLink>
              {person.user.role === 'admin' && <span className={styles.quiet}>{m.keys_admin()}</span>}
              <AccessTag access={person.access} />
            </span>
          </td>
          <Used at={lastUsed(person)} now={now} />
          <td />
          <Expires at={person.user.expires_at ?? null} now={now} quiet />
        </Row>,
        ...person.keys.map(({ key, access }, index) => (
          <Row
            key={key.id}
            className={classes(
              styles.key,
              index === person.keys.length - 1 && styles.last,
              access !== 'open' && styles.off,
            )}
            selected={selected.key === key.id}
            onClick={() => onSelect({ key: key.id })}
          >
            <td>
              <span className={styles.line}>
                <RowLink selected={{ key: key.id }}>{keyName(key)}</RowLink>
                {key.kind === 'client' && <Tag>{m.keys_client()}</Tag>}
                {/* What holds the user back is said once, at the user. */}
                {(access === 'off' || access === 'expired') && <AccessTag access={access} />}
              </span>
            </td>
            <Used at={key.last_used_at ?? null} now={now} />
            <td>
              <code className={styles.quiet}>{keyText(key)}</code>
            </td>
            <Expires at={key.expires_at ?? null} now={now} />
          </Row>
        )),
      ])}
    </Table>
  </div>
)

const RowLink: FC<{ selected: Selected; children: ReactNode }> = ({ selected, children }) => (
  <Link
    to={paths.keys}
    search={selected}
    className={styles.link}
    data-row={selected.key ?? selected.user}
    // The row hears the press, too.
    onClick={(event) => event.stopPropagation()}
  >
    {children}
  </Link>
)

const AccessTag: FC<{ access: Access }> = ({ access }) => {
  if (access === 'open') return null
  const { word, icon, glyph } = accessWords(access)
  return (
    <Tag icon={icon} tone={glyph === 'open' ? 'bad' : 'plain'}>
      {word}
    </Tag>
  )
}

const Used: FC<{ at: string | null; now: number }> = ({ at, now }) => (
  <td className={styles.quiet} title={at === null ? undefined : exactTime(at)}>
    {at === null ? m.keys_unused() : ago(at, now)}
  </td>
)

/** Near ends are counted in days, far ones are dates. A user without one says nothing: most have none. */
const Expires: FC<{ at: string | null; now: number; quiet?: boolean }> = ({ at, now, quiet = false }) => {
  if (at === null) return <td className={styles.end}>{quiet ? '' : m.keys_never()}</td>
  const days = daysUntil(at, now)
  return (
    <td className={classes(styles.end, days >= 0 && days <= 30 && styles.near)} title={exactTime(at)}>
      {days < 0 || days > 99 ? localDay(at) : days === 0 ? m.keys_today() : m.keys_in_days({ days })}
    </td>
  )
}

const initial = (name: string): string => ([...name.trim()][0] ?? '').toUpperCase()

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined) return
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')]
  const next = links[links.indexOf(document.activeElement as HTMLElement) + step]
  if (next === undefined) return
  event.preventDefault()
  next.focus()
}
