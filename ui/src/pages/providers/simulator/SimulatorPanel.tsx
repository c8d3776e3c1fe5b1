import { useQuery } from '@tanstack/react-query'
import { type FC, useEffect, useState } from 'react'
import { explain } from '../../../api/errors'
import { type Provider, queries } from '../../../api/queries'
import { Callout } from '../../../components/Callout'
import { Panel } from '../../../components/Panel'
import { Select } from '../../../components/Select'
import { Skeleton } from '../../../components/Skeleton'
import { SuggestField } from '../../../components/SuggestField'
import { m } from '../../../paraglide/messages.js'
import { knownModels } from '../models'
import { type Dialect, dialects } from '../words'
import { ANYBODY, askOf, type Question } from './question'
import { RouteResult } from './RouteResult'
import styles from './SimulatorPanel.module.css'
import { useSettled } from './useSettled'

/** How well-known clients name themselves. */
const clients = [
  'claude-cli/2.0.0 (external, cli)',
  'codex_cli_rs/0.50.0',
  'GeminiCLI/0.10.0',
  'opencode/1.0.0',
]

/** Who would serve a model now, and why not the others. Nothing is sent to anybody. */
export const SimulatorPanel: FC<{
  providers: readonly Provider[]
  asked: Question
  /** Keeps the question where Back finds it again. */
  onAsk: (question: Question) => void
  onClose: () => void
}> = ({ providers, asked, onAsk, onClose }) => {
  const { data: keys } = useQuery(queries.keys())
  const { data: aliases } = useQuery(queries.aliases())
  const [question, setQuestion] = useState(asked)
  const set = (change: Partial<Question>) => setQuestion({ ...question, ...change })
  const settled = useSettled(question)
  const ask = askOf(settled)
  const route = useQuery({ ...queries.route(ask), enabled: ask.model !== '' })
  useEffect(() => onAsk(settled), [onAsk, settled])
  return (
    <Panel title={m.simulator_title()} takesFocus closeLabel={m.close()} onClose={onClose}>
      <p className={styles.lead}>{m.simulator_lead()}</p>
      <div className={styles.form}>
        <SuggestField
          label={m.simulator_model()}
          mono
          value={question.model}
          suggestions={knownModels(providers, aliases ?? [])}
          placeholder="claude-sonnet-5"
          onChange={(model) => set({ model })}
        />
        <Select<Dialect>
          label={m.providers_field_dialect()}
          value={question.dialect}
          options={dialects}
          onChange={(dialect) => set({ dialect })}
        />
        <Select
          label={m.simulator_key()}
          value={question.key}
          options={[
            { value: ANYBODY, word: m.simulator_anybody() },
            ...(keys ?? []).map(({ id, name, user_name }) => ({
              value: id,
              word: m.simulator_key_of({ key: name || m.keys_unnamed(), user: user_name }),
            })),
          ]}
          onChange={(key) => set({ key })}
        />
        <SuggestField
          label={m.simulator_client()}
          mono
          value={question.client}
          suggestions={clients}
          placeholder={m.simulator_any_client()}
          onChange={(client) => set({ client })}
        />
      </div>
      <div role="status" className={styles.result}>
        {ask.model === '' ? (
          <p className={styles.lead}>{m.simulator_first()}</p>
        ) : route.error !== null ? (
          <Callout tone="bad" title={explain(route.error).title}>
            {explain(route.error).next}
          </Callout>
        ) : route.data === undefined ? (
          <Skeleton rows={3} height="two" label={m.loading()} />
        ) : (
          <RouteResult route={route.data} providers={providers} ask={ask} />
        )}
      </div>
    </Panel>
  )
}
