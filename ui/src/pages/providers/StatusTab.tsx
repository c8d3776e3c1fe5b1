import { Link } from '@tanstack/react-router'
import type { FC } from 'react'
import type { Provider } from '../../api/queries'
import { Callout } from '../../components/Callout'
import { CopyInline } from '../../components/CopyField'
import { Fact, Facts } from '../../components/Facts'
import { StateWord } from '../../components/StateGlyph'
import { copyWords } from '../../frame/words'
import { m } from '../../paraglide/messages.js'
import { paths } from '../../paths'
import { exactNumber } from '../../preferences/numbers'
import { credentialState } from './form/credentialState'
import type { Values } from './form/fields'
import { QuotaLine, useQuota } from './QuotaLine'
import { StandingSection } from './StandingSection'
import styles from './StatusTab.module.css'
import { TestSection } from './TestSection'
import { useUnlearned } from './useUnlearned'
import { dialectName, humanMs, moment } from './words'

/** How a provider does, a test of it, and the facts about it. */
export const StatusTab: FC<{
  provider: Provider
  /** What was typed isn't saved, so it isn't what a test tries. */
  unsaved: boolean
  /** Takes a test's suggestion into the form. */
  onAdopt: (change: Partial<Values>) => void
  /** Goes where it can be mended. */
  onMend: () => void
}> = ({ provider, unsaved, onAdopt, onMend }) => {
  const { health } = provider
  const unlearned = useUnlearned(provider)
  const quota = useQuota(provider.quota)
  return (
    <div className={styles.status}>
      <StandingSection provider={provider} onMend={onMend} />
      {unlearned && (
        <Callout tone="warn" title={m.providers_codex_unlearned()}>
          <p>{m.providers_codex_unlearned_next()}</p>
          <Link to={paths.settings} hash="instructions">
            {m.providers_codex_settings()}
          </Link>
        </Callout>
      )}
      {provider.pinned_for.length > 0 && (
        <Callout>
          {m.providers_pinned_for({
            dialects: provider.pinned_for.map(dialectName).join(m.providers_comma()),
          })}
        </Callout>
      )}
      <TestSection provider={provider} unsaved={unsaved} onAdopt={onAdopt} />
      <Facts>
        <Fact term={m.providers_fact_today()}>
          {m.providers_today_both({
            done: exactNumber(health.successes_today),
            failed: exactNumber(health.failures_today),
          })}
        </Fact>
        <Fact term={m.providers_fact_first_byte()}>
          {health.first_byte_ms_median == null
            ? '–'
            : m.providers_median({ time: humanMs(health.first_byte_ms_median) })}
        </Fact>
        {quota.length > 0 && (
          <Fact term={m.providers_fact_quota()}>
            <ul>
              {quota.map((one) => (
                <li key={`${one.credential_id} ${one.window}`}>
                  <QuotaLine quota={one} long />
                </li>
              ))}
            </ul>
          </Fact>
        )}
        {provider.generate_url && (
          <Fact term={m.providers_calls()}>
            <CopyInline value={provider.generate_url} label={m.providers_calls()} words={copyWords()} />
          </Fact>
        )}
        {provider.kind === 'upstream' && (
          <Fact term={m.providers_field_credential()}>
            <Credentials provider={provider} />
          </Fact>
        )}
        {provider.kind === 'loopback' && (
          <Fact term={m.providers_loopback_tag()}>{m.providers_loopback_what()}</Fact>
        )}
        {provider.allowed_models.length > 0 && (
          <Fact term={m.providers_field_allowed_models()}>
            {provider.allowed_models.join(m.providers_comma())}
          </Fact>
        )}
        {provider.website && (
          <Fact term={m.providers_field_website()}>
            <a href={webAddress(provider.website)} target="_blank" rel="noreferrer">
              {provider.website}
            </a>
          </Fact>
        )}
        {provider.note !== '' && <Fact term={m.providers_field_note()}>{provider.note}</Fact>}
        <Fact term={m.providers_added()} exact={provider.created_at}>
          {moment(provider.created_at)}
        </Fact>
      </Facts>
    </div>
  )
}

const Credentials: FC<{ provider: Provider }> = ({ provider: { credentials } }) => {
  if (credentials.length === 0) return m.providers_no_credential()
  return (
    <ul>
      {credentials.map((credential) => {
        const { glyph, word } = credentialState(credential)
        return (
          <li key={credential.id}>
            <code>…{credential.tail}</code> <StateWord state={glyph}>{word}</StateWord>
          </li>
        )
      })}
    </ul>
  )
}

/** A page's address only: what somebody typed is no reason to run something. */
const webAddress = (text: string): string | undefined =>
  /^https?:\/\//i.test(text) ? text : /^[\w.-]+(\/|$)/.test(text) ? `https://${text}` : undefined
