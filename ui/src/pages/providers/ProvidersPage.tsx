import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import type { FC } from 'react'
import { explain } from '../../api/errors'
import { queries } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { ListAndPanel } from '../../components/ListAndPanel'
import { Skeleton } from '../../components/Skeleton'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { AddPanel } from './AddPanel'
import { isField } from './form/fields'
import { NoProviders } from './NoProviders'
import { ProviderPanel } from './ProviderPanel'
import { rowId } from './ProviderRow'
import styles from './ProvidersPage.module.css'
import { blankQuestion, type Question, readQuestion } from './simulator/question'
import { SimulatorPanel } from './simulator/SimulatorPanel'
import { TierList } from './TierList'

const route = getRouteApi(`/signed-in${paths.providers}`)

/** Which providers there are, in which order they are used, and how each does. */
export const ProvidersPage: FC = () => {
  const { data: providers, error, refetch } = useQuery(queries.providers())
  const { data: status } = useQuery(queries.status())
  const { provider: shown, tab = 'status', field, add, route: asked } = route.useSearch()
  const navigate = route.useNavigate()
  const offline = useOffline()
  const selected = providers?.find(({ id }) => id === shown)

  const show = (provider: string, tab?: 'configuration') =>
    void navigate({ search: { provider, ...(tab && { tab }) } })
  const openAdd = () => void navigate({ search: { add: true } })
  const close = () => {
    void navigate({ search: {} })
    if (selected) document.getElementById(rowId(selected.id))?.focus()
  }

  const ask = (question: Question) => void navigate({ search: { route: question }, replace: true })

  const panel = asked ? (
    <SimulatorPanel providers={providers ?? []} asked={readQuestion(asked)} onAsk={ask} onClose={close} />
  ) : add ? (
    <AddPanel providers={providers ?? []} onClose={close} onAdded={(provider) => show(provider.id)} />
  ) : selected ? (
    <ProviderPanel
      key={selected.id}
      provider={selected}
      providers={providers ?? []}
      tab={tab}
      wanted={field !== undefined && isField(field) ? field : undefined}
      onTab={(tab) => show(selected.id, tab === 'configuration' ? tab : undefined)}
      onClose={close}
    />
  ) : null

  return (
    <ListAndPanel panel={panel}>
      <div className={styles.page}>
        <header className={styles.head}>
          <h1>{m.nav_providers()}</h1>
          {providers !== undefined && providers.length > 0 && (
            <div className={styles.tools}>
              <Button
                icon="hop"
                aria-pressed={asked !== undefined}
                onClick={() => void navigate({ search: { route: blankQuestion } })}
              >
                {m.simulator_open()}
              </Button>
              <Button variant="primary" icon="plus" disabledReason={offline} onClick={openAdd}>
                {m.providers_add()}
              </Button>
            </div>
          )}
        </header>
        {error !== null && <Failure error={error} retry={() => void refetch()} />}
        {providers === undefined ? (
          error === null && (
            <div className={styles.waiting}>
              <Skeleton rows={4} height="two" label={m.loading()} />
            </div>
          )
        ) : providers.length === 0 ? (
          <NoProviders onAdd={openAdd} onAdded={(provider) => show(provider.id)} />
        ) : (
          <>
            <p className={styles.lead}>{m.providers_lead()}</p>
            <TierList providers={providers} running={status?.gateway === 'running'} selected={selected?.id} />
          </>
        )}
      </div>
    </ListAndPanel>
  )
}

const Failure: FC<{ error: unknown; retry: () => void }> = ({ error, retry }) => {
  const { title, next } = explain(error)
  return (
    <div className={styles.failure}>
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
