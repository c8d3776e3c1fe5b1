import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type FC, type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { match } from 'ts-pattern'
import { queries } from '../../api/queries'
import { Button } from '../../components/Button'
import { FilterChip, FilterMenu } from '../../components/FilterMenu'
import { Icon } from '../../components/Icon'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import styles from './Filters.module.css'
import { type ActivitySearch, isFiltered, looksLikeRequestId, type Span, spans, states } from './search'
import { stateShown } from './state'
import { useFilter } from './useFilter'

/** What narrows the list down. Each filter that is set says so, and carries what clears it. */
export const Filters: FC<{ search: ActivitySearch }> = ({ search }) => {
  const set = useFilter()
  const { data: providers = [] } = useQuery(queries.providers())
  const { data: users = [] } = useQuery(queries.users())
  const { data: keys = [] } = useQuery(queries.keys())
  const words = filterWords(search, { providers, users, keys })
  const menu = (name: string, shown: string | undefined) => ({
    name,
    shown: m.activity_filter_set({ name, value: shown ?? '' }),
    anyWord: m.activity_any(),
    clearLabel: m.activity_clear_one({ name }),
  })
  return (
    <search className={styles.filters} aria-label={m.activity_filters()}>
      <ModelSearch key={search.model ?? ''} model={search.model} />
      <FilterMenu
        {...menu(m.activity_time(), words.time)}
        anyWord={m.activity_time_all()}
        shown={words.time ?? ''}
        value={search.time}
        options={spans.map((span) => ({ value: span, word: spanWord(span) }))}
        onChange={(time) => set({ time })}
      />
      <FilterMenu
        {...menu(m.activity_state(), words.state)}
        value={search.state}
        options={states.map((state) => ({ value: state, word: stateShown(state).word }))}
        onChange={(state) => set({ state })}
      />
      <FilterMenu
        {...menu(m.activity_provider(), words.provider)}
        value={search.provider}
        options={providers.map(({ id, name }) => ({ value: id, word: name }))}
        onChange={(provider) => set({ provider })}
      />
      <FilterMenu
        {...menu(m.activity_user(), words.user)}
        value={search.user}
        options={users.map(({ id, name }) => ({ value: id, word: name }))}
        onChange={(user) => set({ user })}
      />
      <FilterMenu
        {...menu(m.activity_key(), words.key)}
        value={search.key}
        options={keys.map(({ id, name, user_name }) => ({ value: id, word: `${user_name} / ${name}` }))}
        onChange={(key) => set({ key })}
      />
      {search.session !== undefined && (
        <FilterChip
          shown={m.activity_filter_set({ name: m.activity_session(), value: shortSession(search.session) })}
          clearLabel={m.activity_clear_one({ name: m.activity_session() })}
          onClear={() => set({ session: undefined })}
        />
      )}
      {isFiltered(search) && <ClearFilters />}
    </search>
  )
}

/** Takes every filter away. */
export const ClearFilters: FC<{ plain?: boolean }> = ({ plain = false }) => {
  const navigate = useNavigate()
  return (
    <Button
      size="small"
      variant={plain ? 'plain' : 'link'}
      onClick={() => void navigate({ to: '.', search: {}, replace: true })}
    >
      {m.activity_clear()}
    </Button>
  )
}

const TYPING_MS = 300

/** Filters as one types; the id of a request opens it instead. `/` comes here. */
const ModelSearch: FC<{ model: string | undefined }> = ({ model }) => {
  const set = useFilter()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  const [typed, setTyped] = useState(model ?? '')
  useSlash(() => input.current?.focus())

  useEffect(() => {
    const wanted = typed.trim() === '' ? undefined : typed.trim()
    if (wanted === model || looksLikeRequestId(typed.trim())) return
    const timer = setTimeout(() => set({ model: wanted }), TYPING_MS)
    return () => clearTimeout(timer)
  }, [typed, model, set])

  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && typed !== '') {
      event.stopPropagation()
      setTyped('')
    }
    if (event.key !== 'Enter' || !looksLikeRequestId(typed.trim())) return
    void navigate({ to: paths.request, params: { request: typed.trim().toLowerCase() }, search: true })
    setTyped('')
  }
  return (
    <label className={styles.search}>
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        spellCheck={false}
        autoComplete="off"
        aria-label={m.activity_search()}
        placeholder={m.activity_search()}
        title={m.activity_search()}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={pressed}
      />
    </label>
  )
}

function useSlash(go: () => void): void {
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      const writing = event.target instanceof HTMLElement && event.target.matches('input, textarea, select')
      if (event.key !== '/' || writing || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      go()
    }
    addEventListener('keydown', pressed)
    return () => removeEventListener('keydown', pressed)
  })
}

type Named = { id: string; name: string }

/** What is filtered by, in words; what was removed since is named by the end of its id. */
export function filterWords(
  search: ActivitySearch,
  known: { providers: readonly Named[]; users: readonly Named[]; keys: readonly Named[] },
): { [Name in keyof ActivitySearch]?: string } {
  const named = (list: readonly Named[], id: string | undefined) =>
    id === undefined ? undefined : (list.find((one) => one.id === id)?.name ?? `…${id.slice(-8)}`)
  const entries: [keyof ActivitySearch, string | undefined][] = [
    ['time', search.time && spanWord(search.time)],
    ['state', search.state && stateShown(search.state).word],
    ['provider', named(known.providers, search.provider)],
    ['user', named(known.users, search.user)],
    ['key', named(known.keys, search.key)],
    ['model', search.model],
    ['session', search.session && shortSession(search.session)],
  ]
  return Object.fromEntries(entries.filter(([, word]) => word !== undefined))
}

/** What a filter filters by. */
export const filterName = (filter: keyof ActivitySearch): string =>
  match(filter)
    .with('time', () => m.activity_time())
    .with('state', () => m.activity_state())
    .with('provider', () => m.activity_provider())
    .with('user', () => m.activity_user())
    .with('key', () => m.activity_key())
    .with('model', () => m.activity_model())
    .with('session', () => m.activity_session())
    .exhaustive()

/** The ends of a long session id tell sessions apart. */
export const shortSession = (session: string): string =>
  session.length <= 12 ? session : `${session.slice(0, 4)}…${session.slice(-4)}`

const spanWord = (span: Span): string =>
  match(span)
    .with('hour', () => m.activity_time_hour())
    .with('today', () => m.activity_time_today())
    .with('day', () => m.activity_time_day())
    .with('week', () => m.activity_time_week())
    .exhaustive()
