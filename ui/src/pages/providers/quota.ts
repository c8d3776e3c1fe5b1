/** What an account has left, as its provider's answers said: in words and figures. Pure. */
import { match } from 'ts-pattern'
import type { Provider } from '../../api/queries'
import { m } from '../../paraglide/messages.js'
import { exactNumber } from '../../preferences/numbers'
import { moment } from './words'

/** One window of one credential. */
export type Quota = Provider['quota'][number]

/** The windows that still hold, the fullest first. */
export const current = (quota: readonly Quota[], now: number): Quota[] =>
  quota
    .filter(({ resets_at }) => resets_at == null || Date.parse(resets_at) > now)
    .toSorted((one, other) => (usedPermille(other) ?? -1) - (usedPermille(one) ?? -1))

/** How much is used; nothing where the provider doesn't say. */
export function usedPermille({ used_permille, remaining, limit }: Quota): number | null {
  if (used_permille != null) return used_permille
  if (remaining == null || limit == null || limit === 0) return null
  return Math.round((1 - remaining / limit) * 1_000)
}

/** 62% · 14:20: short enough for a row. */
export function quotaShort(quota: Quota): string {
  const used = usedPermille(quota)
  const figure =
    used === null ? m.quota_left({ count: exactNumber(quota.remaining ?? 0) }) : `${Math.floor(used / 10)}%`
  return quota.resets_at == null ? figure : m.quota_until({ figure, time: moment(quota.resets_at) })
}

/** 5 小时额度已用 62%，14:20 重置. */
export function quotaLong(quota: Quota): string {
  const used = usedPermille(quota)
  const window = windowWord(quota.window)
  const said =
    used === null
      ? m.quota_window_left({ window, count: exactNumber(quota.remaining ?? 0) })
      : m.quota_window_used({ window, percent: Math.floor(used / 10) })
  return quota.resets_at == null ? said : m.quota_resets({ said, time: moment(quota.resets_at) })
}

/** A window's name; one that nobody knows stands for itself. */
function windowWord(window: string): string {
  // A length of time, and of some the models that it is for: 5h, 7d_opus.
  const [, count = '', unit, model] = window.match(/^(\d+)([mhd])(?:_(.+))?$/) ?? []
  const span = match(unit)
    .with('m', () => m.quota_minutes({ count }))
    .with('h', () => m.quota_hours({ count }))
    .with('d', () => (count === '7' ? m.quota_7d() : m.quota_days({ count })))
    .otherwise(() => rates().get(window) ?? window)
  return model === undefined ? span : m.quota_of({ window: span, model })
}

const rates = () =>
  new Map([
    ['requests', m.quota_requests()],
    ['tokens', m.quota_tokens()],
    ['input-tokens', m.quota_input_tokens()],
    ['output-tokens', m.quota_output_tokens()],
  ])
