import { type FC, type FormEvent, useEffect, useRef } from 'react'
import { explain } from '../../api/errors'
import type { Provider } from '../../api/queries'
import { Button } from '../../components/Button'
import { Callout } from '../../components/Callout'
import { Select } from '../../components/Select'
import { TextArea } from '../../components/TextArea'
import { TextField } from '../../components/TextField'
import { m } from '../../paraglide/messages.js'
import { AdvancedGroups } from './AdvancedGroups'
import styles from './Configuration.module.css'
import { CredentialField } from './CredentialField'
import { fieldName, shownValue } from './fieldWords'
import { willCall } from './form'
import type { Editing, News } from './useEditing'
import { dialects } from './words'

/** Where the form says what was changed elsewhere. */
export const meanwhileId = 'provider-meanwhile'

/** The configuration of a provider: what is usual first, then groups that say what deviates from the default. */
export const Configuration: FC<{
  provider: Provider
  providers: readonly Provider[]
  editing: Editing
}> = ({ provider, providers, editing }) => {
  const { values, faults, failure, news, set } = editing
  const form = useRef<HTMLFormElement>(null)
  const wrong = Object.keys(faults).length
  // Refused: the first field that is wrong takes the focus.
  useEffect(() => {
    if (wrong > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [wrong])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void editing.save()
  }
  const upstream = provider.kind === 'upstream'
  const calls = willCall(values.base_url, values.dialect)
  return (
    <form ref={form} className={styles.form} onSubmit={submit} noValidate>
      {news !== null && (
        <div id={meanwhileId}>
          <Meanwhile editing={editing} news={news} />
        </div>
      )}
      {failure !== null && (
        <Callout tone="bad" title={explain(failure).title} announce>
          {explain(failure).next}
        </Callout>
      )}
      <div className={styles.two}>
        <TextField
          label={m.providers_field_name()}
          value={values.name}
          error={faults.name}
          autoComplete="off"
          onChange={(event) => set({ name: event.target.value })}
        />
        {upstream && (
          <Select
            label={m.providers_field_dialect()}
            value={values.dialect}
            options={dialects}
            onChange={(dialect) => set({ dialect })}
          />
        )}
      </div>
      {upstream && (
        <>
          <TextField
            label={m.providers_field_base_url()}
            mono
            value={values.base_url}
            error={faults.base_url}
            hint={
              calls === null ? undefined : (
                <>
                  {m.providers_will_call()} <code>{calls}</code>
                </>
              )
            }
            autoComplete="off"
            spellCheck={false}
            onChange={(event) => set({ base_url: event.target.value })}
          />
          <CredentialField
            credentials={provider.credentials}
            values={values}
            error={faults.credential}
            onChange={set}
          />
        </>
      )}
      <TextField
        label={m.providers_field_weight()}
        inputMode="numeric"
        value={values.weight}
        error={faults.weight}
        hint={m.providers_weight_hint()}
        unit={shareOf(provider, providers, values.weight)}
        onChange={(event) => set({ weight: event.target.value })}
      />
      {!upstream && (
        <TextArea
          label={m.providers_field_note()}
          value={values.note}
          onChange={(event) => set({ note: event.target.value })}
        />
      )}
      {upstream && <AdvancedGroups editing={editing} />}
      {/* Enter in a field saves; the button that is seen stands below the form. */}
      <button type="submit" hidden tabIndex={-1} />
    </form>
  )
}

/** What somebody else changed while something was typed here: nothing of either is lost. */
const Meanwhile: FC<{ editing: Editing; news: News }> = ({
  editing: { stored, values, takeTheirs },
  news,
}) => (
  <Callout
    tone="warn"
    title={m.providers_stale()}
    announce
    action={
      news.contested.length > 0 ? (
        <Button size="small" onClick={takeTheirs}>
          {m.providers_stale_theirs()}
        </Button>
      ) : undefined
    }
  >
    <ul>
      {news.taken.map(({ field, before }) => (
        <li key={field}>
          {m.providers_stale_taken({
            field: fieldName(field),
            before: shownValue(field, before),
            now: shownValue(field, stored[field]),
          })}
        </li>
      ))}
      {news.contested.map((field) => (
        <li key={field}>
          {m.providers_stale_contested({
            field: fieldName(field),
            theirs: shownValue(field, stored[field]),
            mine: shownValue(field, values[field]),
          })}
        </li>
      ))}
    </ul>
    {news.contested.length > 0 && m.providers_stale_next()}
  </Callout>
)

/** What part of its tier's load a weight means; nothing for a provider that has its tier for itself. */
function shareOf(provider: Provider, providers: readonly Provider[], typed: string): string | undefined {
  const others = providers.filter(
    ({ id, priority, enabled }) => id !== provider.id && priority === provider.priority && enabled,
  )
  const weight = Number(typed)
  const all = others.reduce((sum, other) => sum + other.weight, weight)
  if (others.length === 0 || !Number.isFinite(weight) || all === 0) return undefined
  return m.providers_weight_share({ percent: Math.round((weight / all) * 100) })
}
