import type { ThreadStatus, ThreadSummary } from '../../../contract/schemas.ts'
import { rootThreads, statusOf } from '../../state/agents.ts'
import type { App } from '../../state/app.ts'
import { lookAt } from '../../state/lookAt.ts'
import { titleOf } from '../../state/selectors.ts'
import type { SettingsPage } from '../../state/settingsPlace.ts'
import { holds, whenWords } from '../../state/when.ts'
import type { Contexts } from '../../state/when.ts'
import { baseName } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { COMMANDS } from './commands.ts'
import { matchOf, wordsIn } from './match.ts'
import type { Match } from './match.ts'

/** What the palette finds, in the order in which it shows it. */
export const KINDS = [
  'command',
  'thread',
  'session',
  'file',
  'skill',
  'prompt',
  'profile',
  'server',
  'setting',
] as const
export type Kind = (typeof KINDS)[number]

export const HEADINGS: Readonly<Record<Kind, string>> = {
  command: t('Commands'),
  thread: t('Threads'),
  session: t('Past sessions'),
  file: t('Files'),
  skill: t('Skills'),
  prompt: t('Prompts'),
  profile: t('Profiles'),
  server: t('MCP servers'),
  setting: t('Settings'),
}

/** Characters that, typed first, keep the search to some kinds. */
export const SCOPES: readonly { prefix: string; name: string; kinds: readonly Kind[] }[] = [
  { prefix: '>', name: t('commands'), kinds: ['command'] },
  { prefix: '@', name: t('files'), kinds: ['file'] },
  { prefix: '$', name: t('skills'), kinds: ['skill'] },
  { prefix: '/', name: t('prompts'), kinds: ['prompt'] },
  { prefix: '#', name: t('sessions'), kinds: ['thread', 'session'] },
  { prefix: ',', name: t('settings'), kinds: ['setting', 'profile', 'server'] },
]

/** What is searched for, and among what. */
export function scopeOf(typed: string): { text: string; kinds: readonly Kind[]; isScoped: boolean } {
  const scope = SCOPES.find(({ prefix }) => typed.startsWith(prefix))
  return scope
    ? { text: typed.slice(1).trim(), kinds: scope.kinds, isScoped: true }
    : { text: typed.trim(), kinds: KINDS, isScoped: false }
}

/** Something that can be chosen. */
export interface Entry {
  id: string
  kind: Kind
  text: string
  /** What else it is found by. */
  more?: string
  /** Stands quietly at its end. */
  where?: string
  status?: ThreadStatus
  /** What was found within it. */
  excerpt?: { text: string; marks: Match['marks'] }
  /** The command whose chord it shows. */
  command?: string
  /** What of the text fits, where whoever found it has told. */
  marks?: Match['marks']
  /** Why it cannot be chosen now. */
  obstacle?: string
  run(app: App): void
}

/** All commands; those that would do nothing now say when they do. */
export const commandEntries = (contexts: Contexts): Entry[] =>
  COMMANDS.filter(({ quiet }) => !quiet).map(command => ({
    id: `command ${command.id}`,
    kind: 'command',
    text: command.name,
    command: command.id,
    run: command.run,
    ...(holds(command.when, contexts) ? {} : { obstacle: whenWords(command.when) }),
  }))

/** Threads that the window knows, those touched last first. */
export function threadEntries(summaries: Readonly<Record<string, ThreadSummary>>): Entry[] {
  return rootThreads(summaries)
    .toSorted((a, b) => b.updatedAt - a.updatedAt)
    .map(thread => ({
      id: `thread ${thread.id}`,
      kind: 'thread',
      text: titleOf(thread),
      more: baseName(thread.cwd),
      where: thread.archived ? t('archived') : baseName(thread.cwd),
      status: statusOf(thread),
      run: ({ actions }) => actions.openThread(thread.id),
    }))
}

/** Single settings by their page; named as on it. */
const SETTINGS: Readonly<Partial<Record<SettingsPage, readonly string[]>>> = {
  general: [
    t('Language'),
    t('Theme'),
    t('Density'),
    t('Text size'),
    t('Code size'),
    t('Enter while a turn runs'),
    t('Configuration'),
    t('Trusted projects'),
    t('Codex'),
  ],
  desktop: [t('Updates'), t('Shortcut from anywhere')],
  storage: [t('Before-images'), t('Trash'), t('Index')],
  about: [t('Diagnostics'), t('Crash reports')],
}

export const SETTING_ENTRIES: readonly Entry[] = Object.entries(SETTINGS).flatMap(([page, names]) =>
  names.map((name): Entry => ({
    id: `setting ${page} ${name}`,
    kind: 'setting',
    text: name,
    where: t('Setting'),
    run({ store }) {
      store.setState({ settingsPage: page as SettingsPage })
      lookAt(store, { room: 'settings', kind: 'setting', item: name })
    },
  })),
)

/** An entry that fits, and how. */
export interface Found {
  entry: Entry
  marks: Match['marks']
}

/**
 * Entries that fit, the best first: of those that fit equally well the ones used lately (newest first), else as they came. What cannot be
 * chosen comes last.
 */
export function found(entries: readonly Entry[], text: string, recent: readonly string[]): Found[] {
  const words = wordsIn(text)
  const place = new Map(recent.map((id, index) => [id, index]))
  return entries
    .flatMap(entry => {
      if (entry.marks) return [{ entry, marks: entry.marks, rank: 0, used: 0 }]
      const match = matchOf(words, entry.text, entry.more)
      return match ? [{ entry, ...match, used: place.get(entry.id) ?? recent.length }] : []
    })
    .toSorted((a, b) => blocked(a) - blocked(b) || a.rank - b.rank || a.used - b.used)
}

const blocked = ({ entry }: Found): number => (entry.obstacle === undefined ? 0 : 1)
