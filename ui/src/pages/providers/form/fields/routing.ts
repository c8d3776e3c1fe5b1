/** When, how often and for whom a provider is chosen. */
import { m } from '../../../../paraglide/messages.js'
import { type FieldSpec, firstFault, line, whole, words } from './kinds'
import { said, shownPairs, textOf } from './pairs'

const PRIORITY = { least: 0, most: 1_000_000 }

const group_priorities: FieldSpec<string> = {
  label: () => m.providers_field_group_priorities(),
  blank: '',
  read: ({ group_priorities }) =>
    textOf(Object.entries(group_priorities).map(([group, priority]) => [group, String(priority)])),
  send: (typed) => ({
    group_priorities: Object.fromEntries(said(typed).map(([group, priority]) => [group, Number(priority)])),
  }),
  fault: (typed) =>
    firstFault(
      said(typed).map(([group, priority]) => `${group}\t${priority}`),
      (text) => {
        const [group = '', priority = ''] = text.split('\t')
        return groupFault(group) ?? (/^\d{1,6}$/.test(priority) ? null : m.providers_fault_whole(PRIORITY))
      },
    ),
  shown: (typed) => shownPairs(typed, ' ') || m.providers_group_default(),
}

/** Its place, its share, and who may use it when. */
export const routing = {
  // Each has its own: it is no deviation.
  priority: { ...whole('priority', () => m.providers_field_priority(), PRIORITY), own: true },
  weight: whole('weight', () => m.providers_field_weight(), { least: 0, most: 100, blank: '1', usual: 1 }),
  tags: words('tags', () => m.providers_field_tags(), groupFault),
  group_priorities,
  schedule_from: line('schedule_from', () => m.providers_field_schedule_from(), { fault: timeFault }),
  schedule_until: line('schedule_until', () => m.providers_field_schedule_until(), { fault: timeFault }),
  schedule_time_zone: line('schedule_time_zone', () => m.providers_field_time_zone(), { fault: zoneFault }),
  allowed_clients: words('allowed_clients', () => m.providers_field_allowed_clients()),
  denied_clients: words('denied_clients', () => m.providers_field_denied_clients()),
}

function groupFault(group: string): string | null {
  return /[*\n]/.test(group) || group === '' || [...group].length > 64 ? m.providers_fault_group() : null
}

/** What concerns the hours as a whole: both ends come together, and a time zone alone says nothing. */
export function hoursFaults(
  typed: Record<'schedule_from' | 'schedule_until' | 'schedule_time_zone', string>,
) {
  const [from, until] = [typed.schedule_from.trim(), typed.schedule_until.trim()]
  if (from === '' && until === '') {
    return typed.schedule_time_zone.trim() === '' ? {} : { schedule_from: m.providers_fault_zone_alone() }
  }
  if (until === '') return { schedule_until: m.providers_fault_until() }
  if (from === '') return { schedule_from: m.providers_fault_from() }
  return from === until ? { schedule_until: m.providers_fault_same_times() } : {}
}

function zoneFault(typed: string): string | null {
  try {
    if (typed.trim() !== '') new Intl.DateTimeFormat('en', { timeZone: typed.trim() })
    return null
  } catch {
    return m.providers_fault_time_zone()
  }
}

function timeFault(typed: string): string | null {
  return /^(([01]\d|2[0-3]):[0-5]\d)?$/.test(typed.trim()) ? null : m.providers_fault_time()
}
