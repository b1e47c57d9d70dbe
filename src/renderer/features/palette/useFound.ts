import { useMemo } from 'react'
import { useShallow } from 'zustand/react/shallow'
import { useApp } from '../../state/app.ts'
import { contextsOf } from '../../state/contexts.ts'
import { t } from '../../ui/i18n/t.ts'
import { useSettled } from '../../ui/useSettled.ts'
import { commandEntries, found, HEADINGS, KINDS, scopeOf, SCOPES, SETTING_ENTRIES, threadEntries } from './entries.ts'
import type { Entry, Found, Kind } from './entries.ts'
import { useFiles, useSessions, useThings } from './sources.ts'

/** Entries that stand under one heading. */
export interface Group {
  id: string
  heading: string
  shown: readonly Found[]
  /** How many fit in all; null where nobody counts. */
  total: number | null
  /** What to type first to see them alone; null where nothing does. */
  prefix: string | null
}

/** Shown of a kind: before anything is typed, as one of many, and alone. */
const SHOWN = { atFirst: 8, some: 6, alone: 100 }
const RECENT = 5
const SETTLED_MS = 100

/** All that fits what is typed, by kind. What the engine has to look for follows a moment later. */
export function useFound(typed: string): { groups: readonly Group[]; isSearching: boolean } {
  const recent = useApp(state => state.recent)
  const own = useOwn()
  const things = useThings(typed !== '')
  const asked = scopeOf(useSettled(typed, SETTLED_MS))
  const sessions = useSessions(asked)
  const files = useFiles(asked)
  const groups = useMemo(() => {
    const entries: Readonly<Record<Kind, readonly Entry[]>> = {
      ...own,
      ...things,
      session: sessions.entries,
      file: files.entries,
    }
    const { text, kinds, isScoped } = scopeOf(typed)
    if (text === '' && !isScoped) return groupsAtFirst(entries, recent)
    const known = new Set(own.thread.map(({ id }) => id))
    return KINDS.filter(kind => kinds.includes(kind)).flatMap((kind): Group[] => {
      const all = found(entries[kind], text, recent)
      // A thread that the window lists is not told again, unless the words stand in what was said there.
      const news =
        kind === 'session' ? all.filter(({ entry }) => entry.excerpt || !known.has(`thread ${entry.id}`)) : all
      return groupOf(kind, news, isScoped ? SHOWN.alone : SHOWN.some)
    })
  }, [own, things, sessions.entries, files.entries, typed, recent])
  return { groups, isSearching: sessions.isSearching || files.isSearching }
}

/** What the window itself knows. */
function useOwn(): Readonly<Record<'command' | 'thread' | 'setting', readonly Entry[]>> {
  const summaries = useApp(state => state.summaries)
  const contexts = useApp(useShallow(contextsOf))
  const command = useMemo(() => commandEntries(contexts), [contexts])
  const thread = useMemo(() => threadEntries(summaries ?? {}), [summaries])
  return useMemo(() => ({ command, thread, setting: SETTING_ENTRIES }), [command, thread])
}

function groupOf(kind: Kind, all: readonly Found[], limit: number): Group[] {
  const prefix = SCOPES.find(({ kinds }) => kinds.includes(kind))?.prefix ?? null
  const total = kind === 'session' ? null : all.length
  return all.length === 0 ? [] : [{ id: kind, heading: HEADINGS[kind], shown: all.slice(0, limit), total, prefix }]
}

/** Before anything is typed: what was used lately, the newest threads, and all commands. */
function groupsAtFirst(entries: Readonly<Record<Kind, readonly Entry[]>>, recent: readonly string[]): Group[] {
  const byId = new Map(KINDS.flatMap(kind => entries[kind]).map(entry => [entry.id, entry]))
  const lately = recent
    .flatMap(id => byId.get(id) ?? [])
    .filter(({ obstacle }) => obstacle === undefined)
    .slice(0, RECENT)
  const rest = (kind: Kind) =>
    found(entries[kind], '', []).filter(({ entry }) => entry.obstacle === undefined && !lately.includes(entry))
  const shown = lately.map(entry => ({ entry, marks: [] }))
  return [
    ...(lately.length > 0 ? [{ id: 'recent', heading: t('Used lately'), shown, total: null, prefix: null }] : []),
    ...groupOf('thread', rest('thread'), SHOWN.atFirst),
    ...groupOf('command', rest('command'), SHOWN.alone),
  ]
}
