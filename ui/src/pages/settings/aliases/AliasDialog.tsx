import { useQueryClient } from '@tanstack/react-query'
import { type FC, type FormEvent, useId, useState } from 'react'
import { removeAlias, setAlias } from '../../../api/aliases'
import { explain } from '../../../api/errors'
import { type Alias, type Provider, queries } from '../../../api/queries'
import { Button } from '../../../components/Button'
import { Callout } from '../../../components/Callout'
import { Dialog } from '../../../components/Dialog'
import { FieldGroup } from '../../../components/FieldGroup'
import { SuggestField } from '../../../components/SuggestField'
import { TextField } from '../../../components/TextField'
import { useOffline } from '../../../frame/useOffline'
import { m } from '../../../paraglide/messages.js'
import { namedModels } from '../../providers/models'
import { hostOf } from '../../providers/words'
import styles from '../Lists.module.css'
import { type AliasFaults, aliasFaults, aliasModels, aliasText, refusedField } from './aliasForm'

/** Makes or changes an alias: its name, and at each provider the model that stands for it. */
export const AliasDialog: FC<{
  /** The one that is changed; a new one otherwise. */
  alias: Alias | null
  /** The names of the others. */
  others: readonly string[]
  providers: readonly Provider[]
  onClose: () => void
}> = ({ alias, others, providers, onClose }) => {
  const id = useId()
  const client = useQueryClient()
  const offline = useOffline()
  const [typed, setTyped] = useState(() => aliasText(alias))
  const [faults, setFaults] = useState<AliasFaults>({})
  const [failure, setFailure] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const shown = providers.filter(({ kind, id }) => kind === 'upstream' || id in typed.models)
  const save = async (event: FormEvent) => {
    event.preventDefault()
    const found = aliasFaults(typed, others)
    setFaults(found)
    setFailure(null)
    if (Object.keys(found).length > 0 || busy) return
    setBusy(true)
    try {
      const name = typed.name.trim()
      await setAlias(name, aliasModels(typed))
      // A new name is a new alias; the old one goes once the new one is there.
      if (alias !== null && alias.name.toLowerCase() !== name.toLowerCase()) await removeAlias(alias.name)
      await client.invalidateQueries({ queryKey: queries.aliases().queryKey })
      onClose()
    } catch (error) {
      const refused = refusedField(error)
      if (refused === null) setFailure(error)
      else setFaults(refused)
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onOpenChange={(next) => !next && onClose()}
      title={alias === null ? m.aliases_add() : m.aliases_edit({ name: alias.name })}
      actions={
        <>
          <Button variant="quiet" onClick={onClose}>
            {m.keys_cancel()}
          </Button>
          <Button variant="primary" type="submit" form={id} disabledReason={offline} busy={busy}>
            {m.aliases_save()}
          </Button>
        </>
      }
    >
      {failure !== null && (
        <Callout tone="bad" title={explain(failure).title} announce>
          {explain(failure).next}
        </Callout>
      )}
      <form id={id} className={styles.form} onSubmit={(event) => void save(event)} noValidate>
        <TextField
          label={m.aliases_name()}
          mono
          placeholder="fast"
          value={typed.name}
          error={faults.name}
          hint={m.aliases_name_hint()}
          autoComplete="off"
          spellCheck={false}
          autoFocus
          onChange={(event) => {
            setTyped({ ...typed, name: event.target.value })
            setFaults({ ...(faults.models !== undefined && { models: faults.models }) })
          }}
        />
        <FieldGroup label={m.aliases_models()} hint={m.aliases_models_hint()} error={faults.models}>
          {shown.map((provider) => (
            <div key={provider.id} className={styles.model}>
              <span className={styles.provider} title={hostOf(provider)}>
                {provider.name}
              </span>
              <SuggestField
                aria-label={m.aliases_model_at({ provider: provider.name })}
                mono
                value={typed.models[provider.id] ?? ''}
                suggestions={namedModels(provider)}
                placeholder={m.aliases_not_there()}
                onChange={(model) => {
                  setTyped({ ...typed, models: { ...typed.models, [provider.id]: model } })
                  setFaults({ ...(faults.name !== undefined && { name: faults.name }) })
                }}
              />
            </div>
          ))}
        </FieldGroup>
      </form>
    </Dialog>
  )
}
