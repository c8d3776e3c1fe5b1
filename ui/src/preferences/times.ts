/** Moments as people read them: how long ago, which day. Local, and exact where asked. */
import { useEffect, useState } from 'react'
import { m } from '../paraglide/messages.js'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** 刚刚, 2 分钟前, 3 小时前, 9 天前. */
export function ago(at: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(at)) / MINUTE_MS)
  if (minutes < 1) return m.time_now()
  if (minutes < 60) return m.time_minutes_ago({ minutes })
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? m.time_hours_ago({ hours }) : m.time_days_ago({ days: Math.floor(hours / 24) })
}

/** How many days from today's to that moment's, by the local calendar: 0 is today, negative is past. */
export const daysUntil = (at: string, now: number): number =>
  Math.round((midnight(new Date(at)) - midnight(new Date(now))) / DAY_MS)

/** 2026-12-17, local. */
export function localDay(at: string | number): string {
  const date = new Date(at)
  return [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-')
}

/** 2026-12-17 23:59:59, local. */
export const exactTime = (at: string | number): string =>
  `${localDay(at)} ${new Date(at).toLocaleTimeString('en-GB')}`

/** The last second of a local day, as the API takes it; `null` for what isn't a day of the calendar. */
export function endOfDay(day: string): string | null {
  const [, year, month, date] = day.match(/^(\d{4})-(\d{2})-(\d{2})$/) ?? []
  if (year === undefined) return null
  const end = new Date(Number(year), Number(month) - 1, Number(date), 23, 59, 59)
  return localDay(end.getTime()) === day ? end.toISOString() : null
}

/** The local day so many days from now. */
export function dayAfter(days: number, now: number): string {
  const date = new Date(now)
  return localDay(new Date(date.getFullYear(), date.getMonth(), date.getDate() + days).getTime())
}

/** The time now, anew every half minute, for what says how long ago something was. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), MINUTE_MS / 2)
    return () => clearInterval(timer)
  }, [])
  return now
}

const midnight = (date: Date): number => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
const two = (value: number): string => String(value).padStart(2, '0')
