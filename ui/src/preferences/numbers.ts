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
