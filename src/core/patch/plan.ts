import { applyUpdate } from './apply.ts'
import type { Change } from './lineDiff.ts'
import type { PatchFailure } from './failure.ts'
import type { AddFile, DeleteFile, Operation, Patch, UpdateFile } from './patch.ts'

/**
 * What stands at a path before the patch: a text, nothing (null), or something that cannot be read as text. `replaceable`
 * tells a file, which a new one may replace, from a directory and the like.
 */
export type FileSource = string | null | { error: string; replaceable: boolean }

/** What one operation does to one file. `before` is what the operations ahead of it left there. */
export type FileEffect = {
  kind: 'add' | 'delete' | 'update'
  /** Resolved. */
  path: string
  /** Resolved; an update that moves leaves nothing at `path` and `after` at `movePath`. */
  movePath?: string
  /** As the patch names the file, by its new name if it moves. */
  label: string
  /** Null if there is no text: nothing there, or bytes that are no text. */
  before: string | null
  after: string | null
  /** Of an update: the lines that differ, where known. */
  changes?: Change[]
}

export type PlanOptions = {
  /** Makes a path of the patch absolute and normal, so that two spellings of a file meet. */
  resolve: (path: string) => string
  /**
   * The tool takes one operation a file and knows of no environments; the command takes operations as they come, each on
   * what the one before left, ignores the environment, and deletes what is no text.
   */
  caller: 'tool' | 'command'
}

export type Planned = { ok: true; effects: FileEffect[] } | { ok: false; failure: PatchFailure }

/** Every path the patch reads or writes, resolved, each once. */
export function touchedPaths(patch: Patch, resolve: (path: string) => string): string[] {
  const paths = patch.operations.flatMap(operation =>
    operation.kind === 'update' && operation.movePath !== undefined
      ? [operation.path, operation.movePath]
      : [operation.path],
  )
  return [...new Set(paths.map(resolve))]
}

/** Works out what the patch does to the files, given what stands at its touched paths. Nothing is written here. */
export function planPatch(patch: Patch, files: ReadonlyMap<string, FileSource>, options: PlanOptions): Planned {
  const refused = refuse(patch, options)
  if (refused) return { ok: false, failure: refused }
  const { resolve, caller } = options
  const now = new Map(files)
  const targets = new Set<string>()
  const effects: FileEffect[] = []
  for (const operation of patch.operations) {
    const path = resolve(operation.path)
    if (caller === 'tool' && targets.has(path)) return { ok: false, failure: { reason: 'repeated', path } }
    targets.add(path)
    const effect = planOperation(operation, path, now, options)
    if ('reason' in effect) return { ok: false, failure: effect }
    effects.push(effect)
    now.set(path, effect.movePath === undefined ? effect.after : null)
    if (effect.movePath !== undefined) now.set(effect.movePath, effect.after)
  }
  return { ok: true, effects }
}

function refuse(patch: Patch, { caller }: PlanOptions): PatchFailure | null {
  if (patch.operations.length === 0) return { reason: 'empty' }
  return caller === 'tool' && patch.environmentId !== undefined ? { reason: 'environment' } : null
}

type Files = ReadonlyMap<string, FileSource>

function planOperation(
  operation: Operation,
  path: string,
  now: Files,
  options: PlanOptions,
): FileEffect | PatchFailure {
  switch (operation.kind) {
    case 'add':
      return planAdd(operation, path, now)
    case 'delete':
      return planDelete(operation, path, now, options)
    case 'update':
      return planUpdate(operation, path, now, options)
  }
}

/** An added file replaces the one that is there. */
function planAdd(add: AddFile, path: string, now: Files): FileEffect | PatchFailure {
  const source = now.get(path) ?? null
  if (!isReplaceable(source)) return { reason: 'unwritable', path }
  return { kind: 'add', path, label: add.path, before: textOf(source), after: add.content }
}

function planDelete(operation: DeleteFile, path: string, now: Files, options: PlanOptions): FileEffect | PatchFailure {
  const source = now.get(path) ?? null
  const deletesAnyFile = options.caller === 'command' && source !== null && isReplaceable(source)
  if (typeof source !== 'string' && !deletesAnyFile) return unreadable('delete', path, source)
  return { kind: 'delete', path, label: operation.path, before: textOf(source), after: null }
}

function planUpdate(update: UpdateFile, path: string, now: Files, options: PlanOptions): FileEffect | PatchFailure {
  const before = now.get(path) ?? null
  if (typeof before !== 'string') return unreadable('update', path, before)
  const applied = applyUpdate(before, update.hunks, path)
  if (!applied.ok) return { reason: 'mismatch', message: applied.error }
  const label = update.movePath ?? update.path
  const effect: FileEffect = { kind: 'update', path, label, before, after: applied.content, changes: applied.changes }
  const movePath = update.movePath === undefined ? path : options.resolve(update.movePath)
  // A move of a file onto itself is an update. Codex deletes the file here; nobody can have meant that.
  if (movePath === path) return effect
  return isReplaceable(now.get(movePath) ?? null) ? { ...effect, movePath } : { reason: 'unwritable', path: movePath }
}

const isReplaceable = (source: FileSource) => source === null || typeof source === 'string' || source.replaceable

const textOf = (source: FileSource) => (typeof source === 'string' ? source : null)

function unreadable(operation: 'update' | 'delete', path: string, source: Exclude<FileSource, string>): PatchFailure {
  return { reason: 'unreadable', operation, path, cause: source?.error ?? 'No such file or directory (os error 2)' }
}

/** What must stand at each path in the end (null: nothing), in the order in which the effects first name the paths. */
export function outcomes(effects: readonly FileEffect[]): Map<string, string | null> {
  const ends = new Map<string, string | null>()
  for (const { path, movePath, after } of effects) {
    ends.set(path, movePath === undefined ? after : null)
    if (movePath !== undefined) ends.set(movePath, after)
  }
  return ends
}

const SUMMARY_GROUPS = [
  ['add', 'A'],
  ['update', 'M'],
  ['delete', 'D'],
] as const

/** The list of changed files: added, then updated, then deleted ones, a line each. */
export function summaryLines(effects: readonly FileEffect[]): string[] {
  return SUMMARY_GROUPS.flatMap(([kind, letter]) =>
    effects.filter(effect => effect.kind === kind).map(effect => `${letter} ${effect.label}`),
  )
}

/** The output of a patch that was carried out. */
export function patchSummary(effects: readonly FileEffect[]): string {
  return ['Success. Updated the following files:', ...summaryLines(effects), ''].join('\n')
}
