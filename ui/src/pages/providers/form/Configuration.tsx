import { type FC, type FormEvent, useEffect, useRef } from 'react'
import { explain } from '../../../api/errors'
import type { Provider } from '../../../api/queries'
import { Callout } from '../../../components/Callout'
import { m } from '../../../paraglide/messages.js'
import { dialects } from '../words'
import { BaseUrlField } from './BaseUrlField'
import styles from './Configuration.module.css'
import { CredentialList } from './CredentialList'
import { FormContext } from './FormContext'
import type { Field } from './fields'
import { Choice, Line, Lines, SideBySide } from './inputs'
import { Meanwhile } from './Meanwhile'
import { AboutSection } from './sections/AboutSection'
import { BreakerSection } from './sections/BreakerSection'
import { ModelsSection } from './sections/ModelsSection'
import { NetworkSection } from './sections/NetworkSection'
import { OverridesSection } from './sections/OverridesSection'
import { RequestsSection } from './sections/RequestsSection'
import { RoutingSection } from './sections/RoutingSection'
import { TimeoutsSection } from './sections/TimeoutsSection'
import type { Editing } from './useEditing'

/** The configuration of a provider: what everybody needs first, then sections that say what isn't as usual. */
export const Configuration: FC<{
  provider: Provider
  providers: readonly Provider[]
  editing: Editing
  /** The field that somebody was sent to. */
  wanted?: Field | undefined
}> = ({ provider, providers, editing, wanted }) => {
  const { values, faults, failure, news, set } = editing
  const form = useRef<HTMLFormElement>(null)
  const wrong = Object.keys(faults).length
  // Refused: the first field that is wrong takes the focus.
  useEffect(() => {
    if (wrong > 0) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
  }, [wrong])
  useEffect(() => {
    const place = form.current?.querySelector(`[data-field="${wanted}"]`)
    place?.querySelector<HTMLElement>('input, textarea, button, [tabindex]')?.focus()
  }, [wanted])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void editing.save()
  }
  return (
    <FormContext value={{ values, faults, set, wanted }}>
      <form ref={form} className={styles.form} onSubmit={submit} noValidate>
        {news !== null && <Meanwhile editing={editing} news={news} />}
        {failure !== null && (
          <Callout tone="bad" title={explain(failure).title} announce>
            {explain(failure).next}
          </Callout>
        )}
        {provider.kind === 'upstream' ? (
          <Upstream provider={provider} providers={providers} />
        ) : (
          <>
            <Line field="name" />
            <SideBySide>
              <Line field="priority" hint={m.providers_priority_hint()} />
              <Line field="weight" hint={m.providers_weight_hint()} />
            </SideBySide>
            <Lines field="note" />
          </>
        )}
        {/* Enter in a field saves; the button that is seen stands below the form. */}
        <button type="submit" hidden tabIndex={-1} />
      </form>
    </FormContext>
  )
}

const Upstream: FC<{ provider: Provider; providers: readonly Provider[] }> = ({ provider, providers }) => (
  <>
    <SideBySide>
      <Line field="name" />
      <Choice field="dialect" options={dialects} />
    </SideBySide>
    <BaseUrlField />
    <CredentialList provider={provider} />
    <div className={styles.sections}>
      <ModelsSection />
      <RoutingSection provider={provider} providers={providers} />
      <TimeoutsSection />
      <BreakerSection />
      <NetworkSection provider={provider} />
      <RequestsSection />
      <OverridesSection />
      <AboutSection />
    </div>
  </>
)
