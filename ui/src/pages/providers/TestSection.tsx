import type { FC } from 'react'
import { match } from 'ts-pattern'
import { explain } from '../../api/errors'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Step, type StepState, Steps } from '../../components/Steps'
import { useOffline } from '../../frame/useOffline'
import { m } from '../../paraglide/messages.js'
import { language } from '../../preferences/language'
import type { Values } from './form/fields'
import styles from './TestSection.module.css'
import { failedStep, type ShownStep, shownSteps, type TestRun, type TestStep } from './testRun'
import { useTest } from './useTests'
import { dialects, humanMs, stepName } from './words'

/** A provider's connectivity test: each step as it ends, the model's words, and on failure why and what to do. */
export const TestSection: FC<{
  provider: Provider
  unsaved: boolean
  onAdopt: (change: Partial<Values>) => void
}> = ({ provider, unsaved, onAdopt }) => {
  const { run, start, stop } = useTest(provider)
  const offline = useOffline()
  const running = run?.state.kind === 'running'
  const model = run?.state.kind === 'ended' ? run.state.report.model : null
  return (
    <section aria-labelledby="test">
      <div className={styles.head}>
        <h3 id="test">{m.providers_test()}</h3>
        {model && <span className={styles.model}>{model}</span>}
        {running ? (
          <Button size="small" icon="stop" className={styles.button} onClick={stop}>
            {m.providers_test_stop()}
          </Button>
        ) : (
          <Button
            size="small"
            icon="play"
            variant={run === undefined ? 'primary' : 'plain'}
            className={styles.button}
            disabledReason={offline}
            onClick={start}
          >
            {run === undefined ? m.providers_test_start() : m.providers_test_again()}
          </Button>
        )}
      </div>
      {run === undefined ? (
        <p className={styles.hint}>{m.providers_test_hint()}</p>
      ) : (
        <Steps label={m.providers_test()}>
          {shownSteps(run).map((step) => (
            <TestStepLine key={step.step} step={step} provider={provider} />
          ))}
        </Steps>
      )}
      {unsaved && <p className={styles.hint}>{m.providers_test_unsaved()}</p>}
      <div role="status" className={styles.verdict}>
        {run !== undefined && <Verdict run={run} onAdopt={onAdopt} />}
      </div>
    </section>
  )
}

const TestStepLine: FC<{ step: ShownStep; provider: Provider }> = ({ step, provider }) => {
  const state = stateOf(step)
  const result = step.shows === 'ended' ? step.result : null
  const words = result?.step === 'generation' && result.outcome === 'passed' ? result.detail?.trim() : null
  return (
    <Step
      state={state}
      stateWord={wordOf(state)}
      title={stepName(step.step)}
      detail={result === null ? undefined : detailOf(result, provider)}
      time={result === null ? undefined : result.outcome === 'skipped' ? '–' : humanMs(result.duration_ms)}
    >
      {words ? m.providers_quoted({ words }) : undefined}
    </Step>
  )
}

const Verdict: FC<{ run: TestRun; onAdopt: (change: Partial<Values>) => void }> = ({ run, onAdopt }) =>
  match(run.state)
    .with({ kind: 'running' }, () => null)
    .with({ kind: 'stopped' }, () => <p className={styles.hint}>{m.providers_test_stopped()}</p>)
    .with({ kind: 'failed' }, ({ error }) => {
      const { title, next } = explain(error)
      return (
        <Callout tone="bad" title={title}>
          {next}
        </Callout>
      )
    })
    .with({ kind: 'ended' }, ({ report }) =>
      report.passed ? (
        <Callout tone="good">
          {report.first_words_ms == null
            ? m.providers_test_passed()
            : m.providers_test_passed_in({ time: humanMs(report.first_words_ms) })}
        </Callout>
      ) : (
        <Cause step={failedStep(run)} onAdopt={onAdopt} />
      ),
    )
    .exhaustive()

const Cause: FC<{ step: TestStep | undefined; onAdopt: (change: Partial<Values>) => void }> = ({
  step,
  onAdopt,
}) => {
  const cause = step?.cause
  if (step === undefined || !cause) return <Callout tone="bad" title={m.providers_test_failed()} />
  return (
    <Callout tone="bad" title={m.providers_test_failed_at({ step: stepName(step.step) })}>
      <p>{cause[language()]}</p>
      {cause.upstream_message && (
        <p className={styles.said}>{m.providers_test_said({ words: cause.upstream_message })}</p>
      )}
      {cause.suggestion && <Suggestion text={cause.suggestion} onAdopt={onAdopt} />}
    </Callout>
  )
}

const Suggestion: FC<{ text: string; onAdopt: (change: Partial<Values>) => void }> = ({ text, onAdopt }) => {
  const dialect = dialects.find(({ value }) => value === text)
  return (
    <p className={styles.suggestion}>
      <span>
        {m.providers_test_try()} <code>{dialect?.word ?? text}</code>
      </span>
      <Button
        size="small"
        onClick={() => onAdopt(dialect === undefined ? { base_url: text } : { dialect: dialect.value })}
      >
        {m.providers_test_adopt()}
      </Button>
    </p>
  )
}

const stateOf = (step: ShownStep): StepState => {
  if (step.shows !== 'ended') return step.shows
  return ({ passed: 'done', failed: 'failed', skipped: 'skipped' } as const)[step.result.outcome]
}

const wordOf = (state: StepState): string =>
  match(state)
    .with('done', () => m.providers_step_done())
    .with('failed', () => m.providers_step_failed())
    .with('skipped', () => m.providers_step_skipped())
    .with('running', () => m.providers_step_running())
    .with('waiting', () => m.providers_step_waiting())
    .exhaustive()

/** What was seen, without the words that only the command line needs. */
function detailOf(
  { step, outcome, status, detail, cause }: TestStep,
  provider: Provider,
): string | undefined {
  if (outcome === 'failed') return status ? `HTTP ${status}` : undefined
  return match(step)
    .with('dns', 'tcp', 'tls', () => detail ?? undefined)
    .with('proxy', () =>
      cause ? m.providers_test_proxy_skipped({ cause: cause[language()] }) : (detail ?? undefined),
    )
    .with('credential', () => {
      if (outcome === 'skipped') return m.providers_test_credential_later()
      return provider.credentials.length === 0 ? m.providers_test_no_credential() : undefined
    })
    .with('models', () => {
      if (outcome === 'skipped') return m.providers_test_no_models()
      const count = Number.parseInt(detail ?? '', 10)
      return Number.isNaN(count) ? undefined : m.providers_test_models({ count })
    })
    .with('generation', () => undefined)
    .exhaustive()
}
