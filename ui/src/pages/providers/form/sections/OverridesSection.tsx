import type { FC } from 'react'
import { match } from 'ts-pattern'
import { m } from '../../../../paraglide/messages.js'
import { useForm } from '../FormContext'
import { anthropic, cacheWord, codexWord, gemini, responses, switchWord } from '../fields/overrides'
import { Choice, Line, Remark, SideBySide, Suggest } from '../inputs'
import { Section } from '../Section'

/** What is changed in the requests it is sent: what its dialect has. */
export const OverridesSection: FC = () => {
  const { values } = useForm()
  return match(values.dialect)
    .with('anthropic', () => (
      <Section title={m.providers_group_overrides()} of={anthropic} usual={m.providers_group_as_client()}>
        <Remark>{m.providers_overrides_hint()}</Remark>
        <SideBySide>
          <Line field="anthropic_max_tokens" placeholder={m.providers_override_inherit()} />
          <Line
            field="anthropic_thinking_budget"
            placeholder={m.providers_override_inherit()}
            hint={m.providers_thinking_budget_hint()}
          />
        </SideBySide>
        <SideBySide>
          <Choice
            field="anthropic_long_context"
            options={options(['inherit', 'on', 'off'], switchWord)}
            hint={m.providers_long_context_hint()}
          />
          <Choice
            field="anthropic_cache_ttl"
            options={options(['inherit', '5m', '1h'], cacheWord)}
            hint={m.providers_cache_ttl_hint()}
          />
        </SideBySide>
      </Section>
    ))
    .with('openai-responses', () => (
      <Section title={m.providers_group_overrides()} of={responses} usual={m.providers_group_as_client()}>
        <Choice
          field="codex_instructions"
          options={options(['auto', 'keep_original', 'force_official'], codexWord)}
          hint={codexHint(values.codex_instructions)}
        />
        <Remark>{m.providers_overrides_hint()}</Remark>
        <SideBySide>
          <Suggest
            field="responses_reasoning_effort"
            suggestions={['minimal', 'low', 'medium', 'high', 'xhigh']}
            placeholder={m.providers_override_inherit()}
          />
          <Suggest
            field="responses_reasoning_summary"
            suggestions={['auto', 'concise', 'detailed']}
            placeholder={m.providers_override_inherit()}
          />
          <Suggest
            field="responses_verbosity"
            suggestions={['low', 'medium', 'high']}
            placeholder={m.providers_override_inherit()}
          />
          <Suggest
            field="responses_service_tier"
            suggestions={['auto', 'default', 'flex', 'priority']}
            placeholder={m.providers_override_inherit()}
          />
          <Choice field="responses_parallel_tools" options={options(['inherit', 'on', 'off'], switchWord)} />
        </SideBySide>
      </Section>
    ))
    .with('gemini', () => (
      <Section title={m.providers_group_overrides()} of={gemini} usual={m.providers_group_as_client()}>
        <Choice
          field="gemini_google_search"
          options={options(['inherit', 'on', 'off'], switchWord)}
          hint={m.providers_overrides_hint()}
        />
      </Section>
    ))
    .with('openai-chat', () => null)
    .exhaustive()
}

const options = <Value extends string>(values: readonly Value[], word: (value: Value) => string) =>
  values.map((value) => ({ value, word: word(value) }))

/** What each way with Codex's instructions means. */
const codexHint = (way: 'auto' | 'keep_original' | 'force_official'): string =>
  match(way)
    .with('auto', () => m.providers_codex_auto_hint())
    .with('keep_original', () => m.providers_codex_keep_hint())
    .with('force_official', () => m.providers_codex_force_hint())
    .exhaustive()
