import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FC, lazy, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { liveRequests } from '../../api/liveRequests'
import type { CreatedKey } from '../../api/people'
import { queries } from '../../api/queries'
import { useFirstRunDone } from '../../frame/useFirstRun'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import styles from './FirstRunPage.module.css'
import { ProviderStep } from './ProviderStep'
import { Rail } from './Rail'
import { after, type Progress, type Step, stepWords } from './steps'

// The first step is what a new person waits for; the others come while they are busy with it.
const ToolsStep = lazy(() => import('./ToolsStep').then(({ ToolsStep }) => ({ default: ToolsStep })))
const MessageStep = lazy(() => import('./MessageStep').then(({ MessageStep }) => ({ default: MessageStep })))

/** From nothing to a first answer: a provider, a key with the lines to paste, a message. Each step can be skipped. */
export const FirstRunPage: FC = () => {
  const progress = useSearch({ from: `/signed-in${paths.firstRun}` })
  const navigate = useNavigate()
  const finish = useFirstRunDone()
  const { data: providers } = useQuery(queries.providers())
  // The secret lives as long as this page: not in the address, not in storage.
  const [made, setMade] = useState<CreatedKey | null>(null)
  const requests = useSyncExternalStore(liveRequests.subscribe, liveRequests.latest)
  const provider =
    providers?.find(({ id }) => id === progress.provider) ?? providers?.find(({ enabled }) => enabled)
  const answer = requests.find(
    ({ keyId, state }) => state === 'done' && (progress.key === undefined || keyId === progress.key),
  )
  const done = new Set<Step>([
    ...(provider === undefined ? [] : (['provider'] as const)),
    ...(progress.key === undefined ? [] : (['tools'] as const)),
    ...(answer === undefined ? [] : (['message'] as const)),
  ])
  const step = progress.step ?? 'provider'
  const heading = useRef<HTMLHeadingElement>(null)
  const shown = useRef(step)
  useEffect(() => {
    // What was pressed is gone with its step, so the keyboard goes on at the next one's title. The first has a box.
    if (shown.current !== step && step !== 'provider') heading.current?.focus()
    shown.current = step
  }, [step])
  const go = (change: Progress) => void navigate({ to: paths.firstRun, search: { ...progress, ...change } })
  const leave = () => {
    finish()
    void navigate({ to: paths.overview })
  }
  const next = () => {
    const following = after(step)
    if (following === null) leave()
    else go({ step: following })
  }
  return (
    <div className={styles.page}>
      <Rail now={step} progress={progress} done={done} />
      <section className={styles.step} aria-labelledby="first-run-step">
        <h2 id="first-run-step" ref={heading} tabIndex={-1}>
          {stepWords(step).title}
        </h2>
        <Suspense>
          {step === 'provider' && (
            <ProviderStep
              provider={provider}
              added={progress.provider !== undefined}
              onAdded={({ id }) => go({ provider: id })}
              onNext={next}
            />
          )}
          {step === 'tools' && (
            <ToolsStep
              made={made}
              known={progress.key}
              onMade={(created) => {
                setMade(created)
                go({ key: created.key.id })
              }}
              onNext={next}
            />
          )}
          {step === 'message' && (
            <MessageStep
              provider={provider}
              secret={made?.secret ?? null}
              keyId={progress.key}
              requests={requests}
              onTools={() => go({ step: 'tools' })}
              onDone={leave}
            />
          )}
          {after(step) !== null && (
            <button type="button" className={styles.leave} onClick={leave}>
              {m.first_run_leave()}
            </button>
          )}
        </Suspense>
      </section>
    </div>
  )
}
