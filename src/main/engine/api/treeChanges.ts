import { isUtf8 } from 'node:buffer'
import type { BranchState, TreeChange } from '../../../contract/changes.ts'
import { Failure } from '../../../contract/procedure.ts'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import { LINK_MODE } from '../../../core/thread/calls.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { withHunk, withoutHunk } from '../../../core/undo/hunks.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { Staging } from '../git/staging.ts'
import type { Standing, Uncommitted, UncommittedFile } from '../undo/uncommitted.ts'
import type { Undo } from '../undo/undo.ts'

export interface TreeChangesDeps {
  open(threadId: string): Promise<{ state: { thread(): Thread } }>
  /** Resolves when what commands changed in a workspace is recorded. */
  caughtUp(cwd: string): Promise<void>
  realpath(folder: string): Promise<string>
  /** How a folder differs from a commit, or from the last one. Null where that cannot be said. */
  uncommitted(root: string, how?: { commit?: string; only?: string | undefined }): Promise<Uncommitted | null>
  branches: {
    stateOf(top: string): Promise<BranchState | null>
    beganAt(top: string): Promise<{ base: string; commit: string } | null>
  }
  /** Top of the working tree around a folder; null outside a repository. */
  topOf(folder: string): Promise<string | null>
  staging: Staging
  putBack: Undo['putBack']
  hashOf(text: string | Uint8Array): string
}

type TreeHandlers = Pick<
  Handlers,
  'changes/uncommitted' | 'changes/branch' | 'changes/stage' | 'changes/unstage' | 'changes/restage' | 'changes/revert'
>

const CHANGED = 'The file changed since this was shown. Look at it again.'

/** What is not committed, and taking it up, out and back. */
export function treeHandlers(deps: TreeChangesDeps): TreeHandlers {
  const { branches, uncommitted, staging } = deps

  const rootOf = async (threadId: string) => {
    const { cwd } = (await deps.open(threadId)).state.thread()
    return { cwd, root: await deps.realpath(cwd) }
  }

  /** The file that somebody points at, if it still is as it was shown to them. */
  const pointed = async (
    { threadId, path, version }: { threadId: string; path: string; version: string },
    sidesOf: (file: UncommittedFile) => Sides,
  ) => {
    const { root } = await rootOf(threadId)
    const found = await uncommitted(root, { only: path })
    const [file] = found?.files ?? []
    if (!found || !file || versionOf(sidesOf(file), deps) !== version) throw new Failure('undo.changed', CHANGED)
    return { root: found.root, file }
  }

  const changeIndex = async (root: string, path: string, next: Standing) => {
    const before = await staging.entryOf(root, path)
    await staging.put(root, path, fileOf(next))
    return { before }
  }

  return {
    async 'changes/uncommitted'({ threadId, whole }) {
      const { cwd, root } = await rootOf(threadId)
      await deps.caughtUp(cwd)
      const found = await uncommitted(root, { only: whole })
      const view = viewsOf(found?.files ?? [], { whole, ...deps })
      return {
        repository: found && (await branches.stateOf(root)),
        staged: view(stagedSides, ({ isStaged }) => isStaged),
        unstaged: view(unstagedSides, ({ isUnstaged }) => isUnstaged),
        more: found?.more ?? 0,
      }
    },
    async 'changes/branch'({ threadId, whole }) {
      const { cwd, root } = await rootOf(threadId)
      await deps.caughtUp(cwd)
      const top = await deps.topOf(root)
      const began = top === null ? null : await branches.beganAt(top)
      const found = began && (await uncommitted(root, { commit: began.commit, only: whole }))
      const view = viewsOf(found?.files ?? [], { whole, ...deps })
      return { base: began?.base ?? null, files: view(wholeSides, () => true), more: found?.more ?? 0 }
    },
    async 'changes/stage'(params) {
      const { root, file } = await pointed(params, unstagedSides)
      return changeIndex(root, file.path, partOf(unstagedSides(file), params.hunk, withHunk))
    },
    async 'changes/unstage'(params) {
      const { root, file } = await pointed(params, stagedSides)
      const { from, to } = stagedSides(file)
      const next = params.hunk === undefined ? from : partOf({ from, to }, params.hunk, withoutHunk)
      return changeIndex(root, file.path, next)
    },
    async 'changes/restage'({ threadId, entry }) {
      const { root } = await rootOf(threadId)
      const top = (await deps.topOf(root)) ?? root
      await staging.restore(top, entry)
      return {}
    },
    async 'changes/revert'({ commandId, hunk, ...params }) {
      const { file } = await pointed(params, unstagedSides)
      const { from, to } = unstagedSides(file)
      const next = fileOf(hunk === undefined ? from : partOf({ from, to }, hunk, withoutHunk))
      const mode = next && (next.mode === '120000' ? LINK_MODE : next.mode === '100755' ? 0o755 : 0o644)
      return deps.putBack({
        threadId: params.threadId,
        undoId: commandId,
        path: file.path,
        ...(hunk !== undefined && { hunk }),
        now: to.content ?? null,
        next: next && { bytes: next.content, ...(mode !== null && { mode }) },
      })
    },
  }
}

/** Two states of a file that are compared. */
interface Sides {
  from: Standing
  to: Standing
}

const stagedSides = ({ committed, staged }: UncommittedFile): Sides => ({ from: committed, to: staged })
const unstagedSides = ({ staged, work }: UncommittedFile): Sides => ({ from: staged, to: work })
const wholeSides = ({ committed, work }: UncommittedFile): Sides => ({ from: committed, to: work })

/** Stands for both sides as they are. */
const versionOf = ({ from, to }: Sides, { hashOf }: Pick<TreeChangesDeps, 'hashOf'>): string =>
  hashOf(JSON.stringify([from, to].map(({ content, mode }) => [mode, content ? hashOf(content) : (content ?? null)])))

/** What a state makes of the index or of the folder; null for no file. */
function fileOf({ content, mode }: Standing): { content: Uint8Array; mode: string } | null {
  if (content === null) return null
  if (content === undefined || mode === null) throw new Failure('undo.changed', 'What stands there cannot be read.')
  return { content, mode }
}

/** One side with one change of the other, or without it. The whole of `to` where no change is named. */
function partOf(
  { from, to }: Sides,
  hunk: number | undefined,
  take: (before: string, after: string, hunk: number) => string | null,
): Standing {
  if (hunk === undefined) return to
  const [before, after] = [textOf(from), textOf(to)]
  const text = before === null || after === null ? null : take(before, after, hunk)
  if (text === null) throw new Failure('undo.changed', CHANGED)
  return { content: Buffer.from(text), mode: (take === withHunk ? from.mode : to.mode) ?? to.mode ?? from.mode }
}

/** Above this, nobody reads a file line by line, and comparing it would hold up everything else. */
const MAX_TEXT_BYTES = 2 * 1024 ** 2

/** Nothing is an empty text; null for what is no text. */
const textOf = ({ content }: Standing): string | null =>
  content === null
    ? ''
    : content && content.length <= MAX_TEXT_BYTES && !content.includes(0) && isUtf8(content)
      ? content.toString()
      : null

function viewsOf(files: readonly UncommittedFile[], deps: { whole: string | undefined } & TreeChangesDeps) {
  const context = deps.whole === undefined ? undefined : Infinity
  return (sidesOf: (file: UncommittedFile) => Sides, isAsked: (file: UncommittedFile) => boolean): TreeChange[] =>
    files.filter(isAsked).map(file => {
      const sides = sidesOf(file)
      const { from, to } = sides
      const [before, after] = [textOf(from), textOf(to)]
      const isBinary = before === null || after === null
      const { text, added, removed } = isBinary ? NO_TEXT : unifiedDiff(before, after, { context })
      const isOtherMode = from.mode !== null && to.mode !== null && from.mode !== to.mode
      return {
        path: file.path,
        diff: (isOtherMode ? `old mode ${from.mode}\nnew mode ${to.mode}\n` : '') + text,
        added,
        removed,
        kind: from.content === null ? 'new' : to.content === null ? 'deleted' : 'changed',
        isBinary,
        isUnmerged: file.isUnmerged,
        version: versionOf(sides, deps),
      }
    })
}

const NO_TEXT = { text: '', added: 0, removed: 0 }
