import { t } from './i18n/t.ts'

/** `640 ms`, `12.4 s`, `3m 12s`, `1h 4m`. */
export function duration(milliseconds: number): string {
  if (milliseconds < 1000) return `${Math.max(0, Math.round(milliseconds))} ms`
  const seconds = Math.round(milliseconds / 100) / 10
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}m ${Math.floor(seconds % 60)}s`
  return `${Math.floor(minutes / 60)}h ${minutes % 60}m`
}

/** `now`, `4m`, `3h`, `2d`, then the date. */
export function ago(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes}m`
  if (minutes < 24 * 60) return `${Math.floor(minutes / 60)}h`
  if (minutes < 7 * 24 * 60) return `${Math.floor(minutes / (24 * 60))}d`
  return new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short' }).format(at)
}

/** `840`, `7.9k`, `79k`, `1.2M`. */
export function count(value: number): string {
  if (value < 1000) return String(value)
  if (value < 10_000) return `${(value / 1000).toFixed(1).replace(/\.0$/, '')}k`
  if (value < 999_500) return `${Math.round(value / 1000)}k`
  return `${(value / 1_000_000).toFixed(1).replace(/\.0$/, '')}M`
}

/** `1 file`, `6 files`; in dictionaries `{n} file` and `{n} files`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  t(`{n} ${value === 1 ? one : many}`, { n: value })

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
