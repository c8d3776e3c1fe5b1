import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FC, useState } from 'react'
import { removeAlias, setAlias } from '../../../api/aliases'
import { asApiError, explain } from '../../../api/errors'
import { type Alias, queries } from '../../../api/queries'
import { Button } from '../../../components/Button'
import { Callout } from '../../../components/Callout'
import { FieldRow } from '../../../components/FieldRow'
import { Skeleton } from '../../../components/Skeleton'
import { toast } from '../../../components/Toast'
import { useOffline } from '../../../frame/useOffline'
import { m } from '../../../paraglide/messages.js'
import styles from '../Lists.module.css'
import { AliasDialog } from './AliasDialog'

/** The person's own names for models: listed, made, changed, and removed at once. */
export const AliasSection: FC = () => {
  const client = useQueryClient()
  const offline = useOffline()
  const { data: aliases, error } = useQuery(queries.aliases())
  const { data: providers } = useQuery(queries.providers())
  const [open, setOpen] = useState<{ alias: Alias | null } | null>(null)
  const fresh = () => client.invalidateQueries({ queryKey: queries.aliases().queryKey })
  const act = async (run: () => Promise<unknown>) => {
    try {
      await run()
    } catch (thrown) {
      const { title, next } = explain(asApiError(thrown))
      toast({ message: m.two_sentences({ first: title, second: next }), urgent: true })
    }
    await fresh()
  }
  const remove = (alias: Alias) =>
    act(async () => {
      await removeAlias(alias.name)
      const back = alias.models.map(({ provider_id, model }) => ({ provider: provider_id, model }))
      toast({
        message: m.aliases_removed({ name: alias.name }),
        undo: { label: m.providers_undo(), run: () => void act(() => setAlias(alias.name, back)) },
      })
    })
  return (
    <>
      <p className={styles.lead}>{m.aliases_lead()}</p>
      {error !== null && aliases === undefined && (
        <Callout tone="bad" title={explain(error).title}>
          {explain(error).next}
        </Callout>
      )}
      {aliases === undefined && error === null && <Skeleton rows={2} height="two" label={m.loading()} />}
      {aliases?.map((alias) => (
        <FieldRow key={alias.name} label={<code>{alias.name}</code>} hint={modelsOf(alias)} labelled>
          <Button
            variant="quiet"
            icon="edit"
            label={m.aliases_edit({ name: alias.name })}
            onClick={() => setOpen({ alias })}
          />
          <Button
            variant="quiet"
            icon="trash"
            label={m.aliases_remove({ name: alias.name })}
            disabledReason={offline}
            onClick={() => void remove(alias)}
          />
        </FieldRow>
      ))}
      {aliases !== undefined && (
        <div className={styles.verbs}>
          <Button icon="plus" disabledReason={offline} onClick={() => setOpen({ alias: null })}>
            {m.aliases_add()}
          </Button>
        </div>
      )}
      {open !== null && (
        <AliasDialog
          alias={open.alias}
          others={(aliases ?? []).filter((alias) => alias !== open.alias).map(({ name }) => name)}
          providers={providers ?? []}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  )
}

const modelsOf = ({ models }: Alias): string =>
  models
    .map(({ provider_name: provider, model }) => m.aliases_model_of({ provider, model }))
    .join(m.providers_comma())
