/** How the gateway is, in one state and one sentence: a pure function of its status. */
import { match } from 'ts-pattern'
import type { Status } from '../api/queries'
import type { GlyphState } from '../components/StateGlyph'
import { m } from '../paraglide/messages.js'

/** What the header shows. `bus` is how its lower edge is drawn. */
export type Health = {
  glyph: GlyphState
  word: string
  bus: 'live' | 'degraded' | 'stopped' | 'broken'
  /** What isn't normal, if anything. */
  note: string | null
}

/** Reads the status. Without one the gateway is not known to be anything. */
export function healthOf(status: Status | undefined, lost: boolean): Health {
  if (lost) return { glyph: 'error', word: m.gateway_unknown(), bus: 'broken', note: null }
  if (status === undefined) return { glyph: 'off', word: '…', bus: 'stopped', note: null }
  return match(status.gateway)
    .with('running', (): Health => {
      const trouble = troubleOf(status)
      return trouble === null
        ? { glyph: 'closed', word: m.gateway_running(), bus: 'live', note: remarkOn(status) }
        : { glyph: 'half', word: m.gateway_degraded(), bus: 'degraded', note: trouble }
    })
    .with(
      'stopped',
      (): Health => ({ glyph: 'off', word: m.gateway_stopped(), bus: 'stopped', note: m.note_stopped() }),
    )
    .with('absent', (): Health => ({ glyph: 'off', word: m.gateway_absent(), bus: 'stopped', note: null }))
    .exhaustive()
}

/** The most pressing thing that makes requests fail or go unrecorded. */
function troubleOf({ vault, ledger, providers }: Status): string | null {
  if (vault.state === 'failed') return m.note_vault_failed({ message: vault.message })
  if (providers.total > 0 && providers.enabled === 0) return m.note_none_enabled()
  if (providers.need_credential > 0) return m.note_need_credential({ count: providers.need_credential })
  if (ledger === 'unreadable') return m.note_ledger_unreadable()
  return ledger === 'behind' ? m.note_ledger_behind() : null
}

/** What is only not finished yet. */
function remarkOn({ vault, providers }: Status): string | null {
  if (providers.total === 0) return m.note_no_provider()
  return vault.state === 'opening' ? m.note_vault_opening() : null
}
