import { match } from 'ts-pattern'
import type { RequestRecord } from '../../api/requestRow'
import { m } from '../../paraglide/messages.js'

type Change = RequestRecord['changes'][number]
type Overrides = Extract<Change, { change: 'overridden' }>['overrides']
type Repair = Extract<Change, { change: 'repaired' }>['repair']

/** What a provider's override changed. */
export const overrideWord = (override: Overrides[number]): string =>
  match(override)
    .with('max_tokens', () => m.activity_override_max_tokens())
    .with('thinking_budget', () => m.activity_override_thinking_budget())
    .with('long_context', () => m.activity_override_long_context())
    .with('cache_ttl', () => m.activity_override_cache_ttl())
    .with('reasoning_effort', () => m.activity_override_reasoning_effort())
    .with('reasoning_summary', () => m.activity_override_reasoning_summary())
    .with('verbosity', () => m.activity_override_verbosity())
    .with('parallel_tools', () => m.activity_override_parallel_tools())
    .with('service_tier', () => m.activity_override_service_tier())
    .with('google_search', () => m.activity_override_google_search())
    .with('codex_instructions', () => m.activity_override_codex_instructions())
    .with('echoed_model', () => m.activity_override_echoed_model())
    .exhaustive()

/** What was mended before a provider was asked once more. */
export const repairWord = (repair: Repair): string =>
  match(repair)
    .with('thinking_signature', () => m.activity_repair_thinking_signature())
    .with('thinking_budget', () => m.activity_repair_thinking_budget())
    .with('effort_conflict', () => m.activity_repair_effort_conflict())
    .with('function_ids', () => m.activity_repair_function_ids())
    .with('encrypted_reasoning', () => m.activity_repair_encrypted_reasoning())
    .with('billing_header', () => m.activity_repair_billing_header())
    .with('codex_instructions', () => m.activity_repair_codex_instructions())
    .exhaustive()
