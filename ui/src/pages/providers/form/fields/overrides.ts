/** What a provider changes in the requests it is sent, whatever the client says. */
import type { Provider } from '../../../../api/queries'
import { m } from '../../../../paraglide/messages.js'
import { choice, type FieldSpec, line, whole } from './kinds'

/** As the client has it, or decided for it. */
export type Switch = Provider['anthropic_long_context']
type CacheTtl = NonNullable<Provider['anthropic_cache_ttl']> | 'inherit'
type CodexInstructions = Provider['codex_instructions']

/** The words of a switch. */
export const switchWord = (value: Switch): string =>
  ({
    inherit: m.providers_override_inherit(),
    on: m.providers_override_on(),
    off: m.providers_override_off(),
  })[value]

/** The words for how long a prompt cache is kept. */
export const cacheWord = (value: CacheTtl): string =>
  ({
    inherit: m.providers_override_inherit(),
    '5m': m.providers_override_5m(),
    '1h': m.providers_override_1h(),
  })[value]

/** The words for whose instructions are sent. */
export const codexWord = (value: CodexInstructions): string =>
  ({
    auto: m.providers_codex_auto(),
    keep_original: m.providers_codex_keep(),
    force_official: m.providers_codex_force(),
  })[value]

const anthropic_cache_ttl: FieldSpec<CacheTtl> = {
  label: () => m.providers_field_cache_ttl(),
  blank: 'inherit',
  read: ({ anthropic_cache_ttl }) => anthropic_cache_ttl ?? 'inherit',
  send: (ttl) => ({ anthropic_cache_ttl: ttl === 'inherit' ? null : ttl }),
  fault: () => null,
  shown: cacheWord,
}

const responses_parallel_tools: FieldSpec<Switch> = {
  label: () => m.providers_field_parallel_tools(),
  blank: 'inherit',
  read: ({ responses_parallel_tools: on }) => (on == null ? 'inherit' : on ? 'on' : 'off'),
  send: (typed) => ({ responses_parallel_tools: typed === 'inherit' ? null : typed === 'on' }),
  fault: () => null,
  shown: switchWord,
}

const tokens = () => m.providers_unit_tokens()
const MOST_TOKENS = 1_000_000
const option = { fault: optionFault }

/** For a provider that speaks Anthropic's dialect. */
export const anthropic = {
  anthropic_max_tokens: whole('anthropic_max_tokens', () => m.providers_field_max_tokens(), {
    least: 1,
    most: MOST_TOKENS,
    unit: tokens,
  }),
  anthropic_thinking_budget: whole('anthropic_thinking_budget', () => m.providers_field_thinking_budget(), {
    least: 1_024,
    most: MOST_TOKENS,
    unit: tokens,
  }),
  anthropic_long_context: choice<Switch>(
    'anthropic_long_context',
    () => m.providers_field_long_context(),
    'inherit',
    switchWord,
  ),
  anthropic_cache_ttl,
}

/** For one that speaks OpenAI's Responses. */
export const responses = {
  codex_instructions: choice<CodexInstructions>(
    'codex_instructions',
    () => m.providers_field_codex(),
    'auto',
    codexWord,
  ),
  responses_reasoning_effort: line('responses_reasoning_effort', () => m.providers_field_effort(), option),
  responses_reasoning_summary: line('responses_reasoning_summary', () => m.providers_field_summary(), option),
  responses_verbosity: line('responses_verbosity', () => m.providers_field_verbosity(), option),
  responses_service_tier: line('responses_service_tier', () => m.providers_field_service_tier(), option),
  responses_parallel_tools,
}

/** For one that speaks Gemini. */
export const gemini = {
  gemini_google_search: choice<Switch>(
    'gemini_google_search',
    () => m.providers_field_google_search(),
    'inherit',
    switchWord,
  ),
}

/** All of them. */
export const overrides = { ...anthropic, ...responses, ...gemini }

function optionFault(typed: string): string | null {
  return /^[a-z0-9_-]{0,32}$/.test(typed.trim()) ? null : m.providers_fault_option()
}
