import { useQuery } from '@tanstack/react-query'
import { type FC, useState } from 'react'
import { type Preset, type Provider, queries } from '../../api/queries'
import { Button } from '../../components/Button'
import { Panel } from '../../components/Panel'
import { m } from '../../paraglide/messages.js'
import { language } from '../../preferences/language'
import { AddForm } from './AddForm'
import type { Values } from './form/fields'
import { blank } from './form/values'
import { PresetList } from './PresetList'
import { filledIn, presetName } from './presets'

/** A new provider: first what it is, then its key. */
export const AddPanel: FC<{
  providers: readonly Provider[]
  onClose: () => void
  onAdded: (provider: Provider) => void
}> = ({ providers, onClose, onAdded }) => {
  const { data: presets, error } = useQuery(queries.presets())
  const [chosen, setChosen] = useState<{ preset: Preset | null; values: Values } | null>(null)
  const names = providers.map(({ name }) => name)
  return (
    <Panel
      title={
        chosen === null
          ? m.providers_add_title()
          : chosen.preset === null
            ? m.providers_custom()
            : presetName(chosen.preset, language())
      }
      tools={
        chosen !== null && (
          <Button variant="quiet" onClick={() => setChosen(null)}>
            {m.providers_choose_another()}
          </Button>
        )
      }
      closeLabel={m.close()}
      onClose={onClose}
    >
      {chosen === null ? (
        <PresetList
          presets={presets}
          error={error}
          names={names}
          onChoose={(preset) => setChosen({ preset, values: filledIn(preset, language(), names) })}
          onCustom={() => setChosen({ preset: null, values: blank })}
          onAdded={onAdded}
        />
      ) : (
        <AddForm
          key={chosen.preset?.id ?? 'custom'}
          preset={chosen.preset}
          values={chosen.values}
          onChange={(change) => setChosen({ ...chosen, values: { ...chosen.values, ...change } })}
          onAdded={onAdded}
        />
      )}
    </Panel>
  )
}
