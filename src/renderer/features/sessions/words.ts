import type { FoundItem } from '../../../contract/history.ts'
import type { SessionListState } from '../../state/sessionList.ts'
import { AGES, SHELVES, STATES } from '../../state/sessionQuery.ts'
import type { Age, Home, Shelf, State } from '../../state/sessionQuery.ts'
import { number, plural } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'

const SHELF_WORDS: Readonly<Record<Shelf, string>> = {
  active: t('Threads'),
  archived: t('Archived'),
  all: t('Both'),
  trash: t('Trash'),
}
export const SHELF_OPTIONS = SHELVES.map(value => ({ value, name: SHELF_WORDS[value] }))

export const AGE_WORDS: Readonly<Record<Age, string>> = {
  any: t('Any time'),
  today: t('Today'),
  week: t('Last 7 days'),
  month: t('Last 30 days'),
  year: t('Last year'),
  older: t('Older than a year'),
}
export const AGE_CHOICES = AGES.map(value => ({ value, name: AGE_WORDS[value] }))

export const STATE_WORDS: Readonly<Record<State, string>> = {
  running: t('Running'),
  done: t('Done'),
  failed: t('Failed'),
  interrupted: t('Interrupted'),
  idle: t('Idle'),
}
export const STATE_CHOICES = STATES.map(value => ({ value, name: STATE_WORDS[value] }))

export const HOME_WORDS: Readonly<Record<Home, string>> = { heddle: 'Heddle', codex: 'Codex' }

/** Said before an excerpt, where it is not plain from the words themselves. */
export const HIT_WORDS: Readonly<Record<FoundItem['kind'], string | null>> = {
  message: t('You:'),
  answer: null,
  call: t('Ran:'),
  output: t('Printed:'),
  path: t('File:'),
}

export const grouped = number

/** How much was found, in one line: `14 threads · 31 hits in 9 ms`. */
export function countWords({ request, entries, total, nextCursor, tookMs }: SessionListState): string {
  if (request === null) return ''
  const known = total ?? entries.length
  const threads = total === null && nextCursor !== null ? t('{n}+ threads', { n: grouped(known) }) : threadsOf(known)
  if (request.kind !== 'search') return threads
  const hits = entries.reduce((sum, { hitCount }) => sum + hitCount, 0)
  const found = nextCursor === null ? hitsOf(hits) : t('{n}+ hits', { n: grouped(hits) })
  if (tookMs === null) return `${threads} · ${found}`
  return t('{threads} · {hits} in {ms} ms', { threads, hits: found, ms: Math.max(1, Math.round(tookMs)) })
}

const threadsOf = (n: number): string => tn(n, '{count} thread', '{count} threads', { count: grouped(n) })
const hitsOf = (n: number): string => tn(n, '{count} hit', '{count} hits', { count: grouped(n) })

/** One sentence for a list without threads. */
export function emptyWords(request: SessionListState['request'], isFiltered: boolean): string {
  if (request?.kind === 'trash') return t('The trash is empty: threads that you delete wait here until you empty it.')
  if (request?.kind === 'search') return t('No thread holds all of these words; try fewer, or without filters.')
  if (isFiltered) return t('No thread fits these filters.')
  if (request?.filter.shelf === 'archived') return t('Nothing is archived: threads that you put away with E show here.')
  return t('Every thread that you or Codex ever had on this machine shows here, from the first one on.')
}

/** How much there is of a thread: `4 turns, 3 files`. */
export const sizeWords = (turns: number, files: number): string =>
  `${plural(turns, 'turn')}${files > 0 ? `, ${plural(files, 'file')}` : ''}`

const UNITS = [t('bytes'), 'KB', 'MB', 'GB', 'TB']

/** `840 bytes`, `12 KB`, `1.4 GB`. */
export function bytes(value: number): string {
  let amount = value
  let unit = 0
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000
    unit++
  }
  const digits = unit > 1 && amount < 10 ? 1 : 0
  return `${amount.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit] ?? ''}`
}
