/** Why a provider stands where it does in the order, in words. Pure. */
import { match } from 'ts-pattern'
import type { Route } from '../../../api/queries'
import { m } from '../../../paraglide/messages.js'

/** One that would be asked. */
export type Candidate = Route['candidates'][number]

/** Why it is its turn, in a few words. */
export function whyOf({ why }: Candidate): string {
  const words = [
    ...(why.pinned ? [m.providers_pinned()] : []),
    ...(why.session ? [m.simulator_why_session()] : []),
    m.providers_brief({ field: m.providers_field_priority(), value: String(why.priority) }),
    ...(why.share_permille > 0 && why.share_permille < 1_000
      ? [m.simulator_why_share({ percent: Math.round(why.share_permille / 10) })]
      : []),
    ...(why.converted ? [m.simulator_why_converted()] : []),
    ...(why.knows_model ? [] : [m.simulator_why_unsure()]),
  ]
  return words.join(' · ')
}

/** What the person wrote that makes the model another; nothing where it is the one that was asked for. */
export const replacedBy = ({ why }: Candidate): string | null =>
  match(why.replaced_by ?? null)
    .with('alias', () => m.simulator_why_alias())
    .with('redirect', () => m.simulator_why_redirect())
    .with(null, () => null)
    .exhaustive()
