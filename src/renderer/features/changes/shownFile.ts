import type { ChangedFileView } from '../../../contract/undo.ts'
import type { TreeChange } from '../../../contract/changes.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import { relativeTo } from '../../ui/format.ts'

/** What can be done with a file or one change of it. */
export type FileAct = 'undo' | 'stage' | 'unstage' | 'revert'

/** Where a file that is not committed stands. */
export type Group = 'staged' | 'unstaged'

/** A changed file as the list shows it, whatever it was compared with. */
export interface ShownFile {
  /** Names it among all that are shown: a file can be staged in part. */
  key: string
  path: string
  /** Relative to the thread's folder. */
  name: string
  /** Its first name, where it moved. */
  from: string | null
  diff: string
  added: number
  removed: number
  /** What more there is to say of it, in a few words. */
  words: string
  isBinary: boolean
  /** Both sides hold lines, so that there are some around its changes. */
  hasContext: boolean
  group: Group | null
  acts: readonly FileAct[]
  /** Whether single changes of it can be acted on. */
  byHunk: boolean
  /** The turn that changed it, where one did. */
  turnId: string | null
  /** Stands for its content as it is shown. */
  version: string
}

/** A file that turns of a thread changed. Changes of several turns are one diff here; each turn takes back its own. */
export function ofTurns(file: ChangedFileView, cwd: string): ShownFile {
  const { path, from, diff, added, removed, kind, byCommand, turns, turnId } = file
  const hasText = diff.includes('@@')
  const words = [
    KINDS[kind](),
    byCommand ? t('by a command') : null,
    turns > 1 ? tn(turns, '{n} turn', '{n} turns') : null,
  ]
  return {
    key: path,
    path,
    name: relativeTo(cwd, path),
    from: from === undefined ? null : relativeTo(cwd, from),
    diff,
    added,
    removed,
    words: said(words),
    isBinary: !hasText && from === undefined,
    hasContext: kind === 'changed',
    group: null,
    acts: turns === 1 ? ['undo'] : [],
    byHunk: turns === 1,
    turnId,
    version: `${turnId} ${diff.length}`,
  }
}

/** A file that is not committed, or that a branch changed. */
export function ofTree(file: TreeChange, cwd: string, group: Group | null): ShownFile {
  const { path, diff, added, removed, kind, isBinary, isUnmerged, version } = file
  return {
    key: `${group ?? 'branch'}:${path}`,
    path,
    name: relativeTo(cwd, path),
    from: null,
    diff,
    added,
    removed,
    words: said([KINDS[kind](), isUnmerged ? t('merge not settled') : null]),
    isBinary,
    hasContext: kind === 'changed' && !isBinary,
    group,
    acts: group === 'staged' ? ['unstage'] : group === 'unstaged' ? ['stage', 'revert'] : [],
    byHunk: !isBinary && !isUnmerged,
    turnId: null,
    version,
  }
}

const KINDS: Readonly<Record<ChangedFileView['kind'], () => string | null>> = {
  new: () => t('new'),
  deleted: () => t('deleted'),
  changed: () => null,
}

const said = (words: readonly (string | null)[]): string => words.filter(word => word !== null).join(' · ')

/** The files whose names hold all that was typed. */
export function filtered(files: readonly ShownFile[], typed: string): readonly ShownFile[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return files
  return files.filter(({ name, from }) => words.every(word => `${from ?? ''} ${name}`.toLowerCase().includes(word)))
}
