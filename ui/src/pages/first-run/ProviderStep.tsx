import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FC, lazy, Suspense, useState } from 'react'
import { asApiError, explain } from '../../api/errors'
import { changeProvider } from '../../api/providers'
import { type Preset, type Provider, queries } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { toast } from '../../components/Toast'
import { m } from '../../paraglide/messages.js'
import { language } from '../../preferences/language'
import { took } from '../providers/actions'
import type { Values } from '../providers/form/fields'
import { blank } from '../providers/form/values'
import { LoopbackButton } from '../providers/LoopbackButton'
import { PresetList } from '../providers/PresetList'
import { filledIn } from '../providers/presets'
import { useTest } from '../providers/useTests'
import { Actions } from './Actions'
import styles from './ProviderStep.module.css'

// The list of presets is what comes first; these are asked for once one is chosen or there.
const TestSection = lazy(() =>
  import('../providers/TestSection').then(({ TestSection }) => ({ default: TestSection })),
)
const AddForm = lazy(() => import('../providers/AddForm').then(({ AddForm }) => ({ default: AddForm })))

/** First: the account that answers. It is added as on its own page, then tried at once. */
export const ProviderStep: FC<{
  /** The one that will answer. */
  provider: Provider | undefined
  /** It was added here. */
  added: boolean
  onAdded: (provider: Provider) => void
  onNext: () => void
}> = ({ provider, added, onAdded, onNext }) => {
  const [another, setAnother] = useState(false)
  const { data: providers } = useQuery(queries.providers())
  const take = (made: Provider) => {
    setAnother(false)
    onAdded(made)
  }
  if (provider !== undefined && !another) {
    return <There provider={provider} added={added} onNext={onNext} onAnother={() => setAnother(true)} />
  }
  return (
    <>
      <Add onAdded={take} />
      <Actions onNext={onNext} ready={false}>
        <LoopbackButton names={(providers ?? []).map(({ name }) => name)} onAdded={take} />
      </Actions>
    </>
  )
}

/** There is one: whether it answers is the next question, and going on without an answer is allowed. */
const There: FC<{ provider: Provider; added: boolean; onNext: () => void; onAnother: () => void }> = ({
  provider,
  added,
  onNext,
  onAnother,
}) => {
  const { run } = useTest(provider)
  return (
    <>
      <Callout tone="good" title={added ? m.first_run_added({ name: provider.name }) : provider.name}>
        {added ? m.first_run_added_next() : m.first_run_there()}
      </Callout>
      <Test provider={provider} />
      <Actions onNext={onNext} ready second={run === undefined}>
        <Button variant="quiet" onClick={onAnother}>
          {m.first_run_another()}
        </Button>
      </Actions>
    </>
  )
}

const Add: FC<{ onAdded: (provider: Provider) => void }> = ({ onAdded }) => {
  const { data: presets, error } = useQuery(queries.presets())
  const { data: providers } = useQuery(queries.providers())
  const [chosen, setChosen] = useState<{ preset: Preset | null; values: Values } | null>(null)
  const names = (providers ?? []).map(({ name }) => name)
  if (chosen === null) {
    return (
      <div className={styles.presets}>
        <PresetList
          presets={presets}
          error={error}
          names={names}
          onChoose={(preset) => setChosen({ preset, values: filledIn(preset, language(), names) })}
          onCustom={() => setChosen({ preset: null, values: blank })}
        />
      </div>
    )
  }
  return (
    <>
      <div>
        <Button variant="link" className={styles.back} onClick={() => setChosen(null)}>
          {m.first_run_presets()}
        </Button>
      </div>
      <Suspense>
        <AddForm
          key={chosen.preset?.id ?? 'custom'}
          preset={chosen.preset}
          values={chosen.values}
          onChange={(change) => setChosen({ ...chosen, values: { ...chosen.values, ...change } })}
          onAdded={onAdded}
        />
      </Suspense>
    </>
  )
}

/** A provider's test; what it suggests is taken over at once. */
export const Test: FC<{ provider: Provider }> = ({ provider }) => {
  const client = useQueryClient()
  const adopt = async ({ base_url, dialect }: Partial<Values>) => {
    try {
      took(
        client,
        await changeProvider(provider, { ...(base_url && { base_url }), ...(dialect && { dialect }) }),
      )
    } catch (error) {
      const { title, next } = explain(asApiError(error))
      toast({ message: m.two_sentences({ first: title, second: next }), urgent: true })
    }
  }
  return <TestSection provider={provider} unsaved={false} onAdopt={(change) => void adopt(change)} />
}
