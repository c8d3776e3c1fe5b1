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
  note: Note | null
}

/** A sentence, or one in which time runs. */
export type Note =
  | { kind: 'text'; text: string }
  | { kind: 'countdown'; until: number; say: (time: string) => string; over: string }

/** How long a failover is told of. */
export const FAILOVER_SHOWN_MS = 60_000

/** Until when a failover is told of, milliseconds since 1970. */
export const failoverShownUntil = (status: Status | undefined): number | null =>
  status?.failed_over_at == null ? null : Date.parse(status.failed_over_at) + FAILOVER_SHOWN_MS

/** Reads the status. Without one the gateway is not known to be anything. */
export function healthOf(status: Status | undefined, lost: boolean, now: number): Health {
  if (lost) return { glyph: 'error', word: m.gateway_unknown(), bus: 'broken', note: null }
  if (status === undefined) return { glyph: 'off', word: '…', bus: 'stopped', note: null }
  return match(status.gateway)
    .with('running', (): Health => {
      const trouble = troubleOf(status, now)
      return trouble === null
        ? { glyph: 'closed', word: m.gateway_running(), bus: 'live', note: remarkOn(status) }
        : { glyph: 'half', word: m.gateway_degraded(), bus: 'degraded', note: trouble }
    })
    .with(
      'stopped',
      (): Health => ({
        glyph: 'off',
        word: m.gateway_stopped(),
        bus: 'stopped',
        note: text(m.note_stopped()),
      }),
    )
    .with('absent', (): Health => ({ glyph: 'off', word: m.gateway_absent(), bus: 'stopped', note: null }))
    .exhaustive()
}

const text = (text: string): Note => ({ kind: 'text', text })

/** The most pressing thing that makes requests fail, take another way, or go unrecorded. */
function troubleOf(status: Status, now: number): Note | null {
  const { vault, ledger, providers } = status
  if (vault.state === 'failed') return text(m.note_vault_failed({ message: vault.message }))
  if (providers.total > 0 && providers.enabled === 0) return text(m.note_none_enabled())
  if (providers.need_credential > 0) {
    return text(m.note_need_credential({ count: providers.need_credential }))
  }
  const broken = brokenOf(status)
  if (broken !== null) return broken
  if (ledger === 'unreadable') return text(m.note_ledger_unreadable())
  if (ledger === 'spilling') return text(m.note_ledger_spilling())
  if (ledger === 'behind') return text(m.note_ledger_behind())
  const failover = failoverShownUntil(status)
  return failover !== null && failover > now ? text(m.note_failed_over()) : null
}

/** Whose breaker isn't closed, and when the first of them is tried again. */
function brokenOf({ breakers, providers }: Status): Note | null {
  const open = breakers.filter(({ state }) => state === 'open')
  const [first] = open
  if (first === undefined) {
    const [tried] = breakers
    return tried === undefined ? null : text(m.note_half_open({ provider: tried.provider_name }))
  }
  const [provider, count] = [first.provider_name, open.length]
  const until = Math.min(...open.map((one) => (one.until == null ? 0 : Date.parse(one.until))))
  const counting = (say: (time: string) => string, over: string): Note => ({
    kind: 'countdown',
    until,
    say,
    over,
  })
  if (count === providers.enabled) {
    return counting((time) => m.note_open_all({ time }), m.note_open_all_due())
  }
  return count === 1
    ? counting((time) => m.note_open({ provider, time }), m.note_open_due({ provider }))
    : counting((time) => m.note_open_many({ count, time }), m.note_open_many_due({ count }))
}

/** What is only not finished yet. */
function remarkOn({ vault, providers }: Status): Note | null {
  if (providers.total === 0) return text(m.note_no_provider())
  return vault.state === 'opening' ? text(m.note_vault_opening()) : null
}
