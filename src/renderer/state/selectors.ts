import type { ThreadSummary } from '../../contract/schemas.ts'
import { countLines, parseDiff, wholeFile } from '../ui/diff/parseDiff.ts'
import type { DiffLine } from '../ui/diff/parseDiff.ts'
import { baseName } from '../ui/format.ts'
import type { FileChange, FileImage } from '../../core/thread/calls.ts'
import type { Thread, Turn } from '../../core/thread/thread.ts'
import { t } from '../ui/i18n/t.ts'
import { rootThreads } from './agents.ts'
import type { AppState } from './store.ts'

export interface ThreadGroup {
  cwd: string
  name: string
  branch: string | null
  threads: ThreadSummary[]
}

/**
 * Threads by folder: the folder touched last first, in it the newest thread first. Archived ones are left out, and
 * agents, which stand below their thread.
 */
export function groupThreads(summaries: Readonly<Record<string, ThreadSummary>>): ThreadGroup[] {
  const groups = new Map<string, ThreadGroup>()
  const newestFirst = rootThreads(summaries).sort((a, b) => b.createdAt - a.createdAt)
  for (const thread of newestFirst) {
    if (thread.archived) continue
    const group = groups.get(thread.cwd) ?? { cwd: thread.cwd, name: baseName(thread.cwd), branch: null, threads: [] }
    group.branch ??= thread.branch
    group.threads.push(thread)
    groups.set(thread.cwd, group)
  }
  return [...groups.values()]
}

/** Threads that a person wants to see first, in the order in which they were begun, newest first. */
export const pinnedThreads = (summaries: Readonly<Record<string, ThreadSummary>>): ThreadSummary[] =>
  rootThreads(summaries)
    .filter(thread => thread.pinned && !thread.archived)
    .sort((a, b) => b.createdAt - a.createdAt)

export const archivedThreads = (summaries: Readonly<Record<string, ThreadSummary>>): ThreadSummary[] =>
  rootThreads(summaries)
    .filter(thread => thread.archived)
    .sort((a, b) => b.updatedAt - a.updatedAt)

/** Ids of threads that wait for a person, longest waiting first. */
export const waitingThreads = (state: AppState): string[] =>
  Object.values(state.summaries ?? {})
    .filter(thread => thread.status === 'waiting' && !thread.archived)
    .sort((a, b) => a.updatedAt - b.updatedAt)
    .map(thread => thread.id)

/** How many approvals and questions wait for a person, over all threads. */
export const waitingCount = ({ inbox }: AppState): number =>
  Object.values(inbox.approvals).reduce((sum, { entries }) => sum + entries.length, inbox.elicitations.length)

/** The waiting thread after this one, around the end. */
export function nextWaiting(state: AppState, after: string): string | null {
  const waiting = waitingThreads(state)
  return waiting[(waiting.indexOf(after) + 1) % waiting.length] ?? null
}

/** What a thread is called: an agent by its nickname, unless somebody gave it a title. */
export const titleOf = (thread: Pick<ThreadSummary, 'title' | 'preview' | 'agent'> | null): string =>
  thread?.title || thread?.agent?.nickname || thread?.preview || t('New thread')

export interface ChangedFile {
  path: string
  kind: FileChange['kind']
  movePath?: string
  /** One entry for each change, oldest first. */
  parts: { id: string; lines: DiffLine[] }[]
  added: number
  removed: number
}

export const linesOf = (change: FileChange): DiffLine[] =>
  change.kind === 'update'
    ? parseDiff(change.diff)
    : wholeFile(change.kind === 'add' ? 'added' : 'removed', change.content)

const ofTurn = new WeakMap<Turn, ChangedFile[]>()

/** Files that a turn changed, by its completed patches and by its commands. */
export function changesOfTurn(turn: Turn): ChangedFile[] {
  const known = ofTurn.get(turn)
  if (known) return known
  const files = new Map<string, ChangedFile>()
  for (const item of turn.items) {
    if (item.type !== 'call' || item.phase !== 'done' || item.status !== 'completed') continue
    if (item.result?.kind !== 'patch') continue
    item.result.changes.forEach((change, index) => addChange(files, change, `${item.id}.${index}`))
  }
  for (const { images } of turn.filesChanged ?? []) for (const image of images) addImage(files, image)
  const changes = [...files.values()]
  ofTurn.set(turn, changes)
  return changes
}

function addChange(files: Map<string, ChangedFile>, change: FileChange, id: string): void {
  const lines = linesOf(change)
  const { added, removed } = countLines(lines)
  const before = files.get(change.path)
  files.set(change.path, {
    path: change.path,
    kind: before?.kind === 'add' && change.kind === 'update' ? 'add' : change.kind,
    movePath: change.kind === 'update' ? change.movePath : undefined,
    parts: [...(before?.parts ?? []), { id, lines }],
    added: (before?.added ?? 0) + added,
    removed: (before?.removed ?? 0) + removed,
  })
}

/** A file that a command changed: its lines are counted, not told. A path that a file left is no file. */
function addImage(
  files: Map<string, ChangedFile>,
  { path, before, after, from, added = 0, removed = 0 }: FileImage,
): void {
  if (from !== undefined) files.delete(from)
  const known = files.get(path) ?? {
    path,
    kind: before === null ? 'add' : after === null ? 'delete' : 'update',
    parts: [],
    added: 0,
    removed: 0,
  }
  files.set(path, { ...known, added: known.added + added, removed: known.removed + removed })
}

/** Files changed in the whole thread, in the order of their first change. */
export function changesOfThread(thread: Thread): ChangedFile[] {
  const files = new Map<string, ChangedFile>()
  for (const turn of thread.turns) {
    for (const file of changesOfTurn(turn)) {
      const before = files.get(file.path)
      files.set(
        file.path,
        before
          ? {
              ...file,
              parts: [...before.parts, ...file.parts],
              added: before.added + file.added,
              removed: before.removed + file.removed,
            }
          : file,
      )
    }
  }
  return [...files.values()]
}

export const sumLines = (files: readonly ChangedFile[]): { added: number; removed: number } => ({
  added: files.reduce((sum, file) => sum + file.added, 0),
  removed: files.reduce((sum, file) => sum + file.removed, 0),
})
