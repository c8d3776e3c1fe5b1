/** Numbers and times as people read them: humanised, exact in a tooltip. Latin digits in both languages. */
import { m } from '../paraglide/messages.js'

/** 950, 1.2 k, 9.62 M, 1.05 G. */
export function humanNumber(value: number): string {
  const steps: [number, string][] = [
    [1e9, 'G'],
    [1e6, 'M'],
    [1e4, 'k'],
  ]
  const step = steps.find(([least]) => value >= least)
  if (step === undefined) return exactNumber(value)
  const [size, unit] = step
  const scaled = value / (unit === 'k' ? 1e3 : size)
  return `${scaled.toFixed(scaled < 10 ? 2 : scaled < 100 ? 1 : 0)} ${unit}`
}

/** 9,618,204. */
export const exactNumber = (value: number): string => value.toLocaleString('en-US')

/** 98.6%; nothing where there was nothing to succeed. Never rounded up to 100. */
export function share(part: number, whole: number): string | null {
  if (whole <= 0) return null
  const percent = Math.floor((part / whole) * 1000) / 10
  return `${Number.isInteger(percent) ? percent : percent.toFixed(1)}%`
}

/** How long something has lasted, in its two largest units. */
export function humanDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours >= 24) return m.duration_days({ days: Math.floor(hours / 24), hours: hours % 24 })
  if (hours >= 1) return m.duration_hours({ hours, minutes: minutes % 60 })
  return minutes >= 1 ? m.duration_minutes({ minutes }) : m.duration_moment()
}

/** 10:43:02, local. */
export const clockTime = (at: number): string => new Date(at).toLocaleTimeString('en-GB')

/** 420 ms, 1.54 s, 12.4 s, 2:05 min. */
export function humanMs(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  const seconds = ms / 1_000
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`
  return minutesAndSeconds(Math.round(seconds))
}

/** How long something has been going on, in whole seconds: 4 s, 2:05 min. */
export function runningSeconds(seconds: number): string {
  return seconds < 60 ? `${seconds} s` : minutesAndSeconds(seconds)
}

/** 9,702 ms. */
export const exactMs = (ms: number): string => `${exactNumber(ms)} ms`

/** 812 B, 2.0 KiB, 31.4 MiB. */
export function humanBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`
  const kib = bytes / 1_024
  return kib < 1_024 ? `${kib.toFixed(1)} KiB` : `${(kib / 1_024).toFixed(1)} MiB`
}

function minutesAndSeconds(seconds: number): string {
  const two = (part: number) => String(part).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)} min`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)} h`
}

/** 10:43:02 today, 11-24 10:43 on another day; local. */
export function listTime(at: number, now: number): string {
  const date = new Date(at)
  if (date.toDateString() === new Date(now).toDateString()) return clockTime(at)
  const two = (part: number) => String(part).padStart(2, '0')
  return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** 2026-11-24 10:43:02.125, local. */
export function exactMoment(at: number): string {
  const date = new Date(at)
  const day = `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`
  return `${day} ${clockTime(at)}.${String(date.getMilliseconds()).padStart(3, '0')}`
}
