/** How a credential does, in words. Pure. */
import { match } from 'ts-pattern'
import type { Provider } from '../../../api/queries'
import type { IconName } from '../../../components/Icon'
import type { GlyphState } from '../../../components/StateGlyph'
import { m } from '../../../paraglide/messages.js'

/** A credential, without its secret. */
export type Credential = Provider['credentials'][number]

/** The state's drawing, tone and word. */
export const credentialState = ({ state }: Credential): { icon: IconName; glyph: GlyphState; word: string } =>
  match(state)
    .with('ok', () => ({ icon: 'check', glyph: 'closed', word: m.providers_credential_ok() }) as const)
    .with(
      'unreadable',
      () => ({ icon: 'alert', glyph: 'half', word: m.providers_credential_unreadable() }) as const,
    )
    .with('rejected', () => ({ icon: 'x', glyph: 'open', word: m.providers_credential_rejected() }) as const)
    .with(
      'out_of_credit',
      () => ({ icon: 'pause', glyph: 'rest', word: m.providers_credential_out_of_credit() }) as const,
    )
    .with(
      'resting',
      () => ({ icon: 'pause', glyph: 'rest', word: m.providers_credential_resting() }) as const,
    )
    .exhaustive()

/** What tells it from the others; a short one has no end that could be shown. */
export const credentialName = ({ tail }: Credential): string =>
  tail === '' ? m.rest_of_credential() : m.rest_of_credential_tail({ tail })
