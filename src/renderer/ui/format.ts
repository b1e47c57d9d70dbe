import { language } from './i18n/language.ts'
import { t } from './i18n/t.ts'

export { plural } from './i18n/t.ts'

const decimals = new Intl.NumberFormat(language, { maximumFractionDigits: 1, useGrouping: false })
const exact = new Intl.NumberFormat(language)

/** Every digit, in groups: `12,480`. */
export const number = (value: number): string => exact.format(value)

/** Says dates in the language of the window, e.g. `dates({ day: 'numeric', month: 'short' })(at)`. Hours go to 23. */
export function dates(options: Intl.DateTimeFormatOptions): (at: number | Date) => string {
  const format = new Intl.DateTimeFormat(language, { hourCycle: 'h23', ...options })
  return at => format.format(at)
}

const day = dates({ day: 'numeric', month: 'short' })

/** The time of a day to the second: `09:04:31`. */
export const clock = dates({ hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** `640 ms`, `12.4 s`, `3m 12s`, `1h 4m`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return t('{n} ms', { n: Math.max(0, Math.round(milliseconds)) })
  const seconds = Math.round(milliseconds / 100) / 10
  if (seconds < 60) return t('{n} s', { n: decimals.format(seconds) })
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return t('{minutes}m {seconds}s', { minutes, seconds: Math.floor(seconds % 60) })
  return t('{hours}h {minutes}m', { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
}

/** `now`, `4m`, `3h`, `2d`, then the date. */
export function ago(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return t('now')
  if (minutes < 60) return t('{n}m', { n: minutes })
  if (minutes < 24 * 60) return t('{n}h', { n: Math.floor(minutes / 60) })
  if (minutes < 7 * 24 * 60) return t('{n}d', { n: Math.floor(minutes / (24 * 60)) })
  return day(at)
}

/** `840`, `7.9k`, `79k`, `1.2M`. */
export function count(value: number): string {
  if (value < 1000) return String(value)
  if (value < 10_000) return t('{n}k', { n: decimals.format(value / 1000) })
  if (value < 999_500) return t('{n}k', { n: Math.round(value / 1000) })
  return t('{n}M', { n: decimals.format(value / 1_000_000) })
}

/** The last part of a path. */
export const baseName = (path: string): string =>
  path
    .replace(/[/\\]+$/, '')
    .split(/[/\\]/)
    .at(-1) || path

/** A path as seen from a folder, or unchanged when it lies outside. */
export function relativeTo(folder: string, path: string): string {
  const root = folder.replace(/[/\\]+$/, '')
  return path.startsWith(`${root}/`) || path.startsWith(`${root}\\`) ? path.slice(root.length + 1) : path
}
