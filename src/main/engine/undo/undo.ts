import type { UndoFile, UndoPreview, UndoRecord } from '../../../contract/undo.ts'
import { Failure } from '../../../contract/procedure.ts'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import type { FileImage } from '../../../core/thread/calls.ts'
import type { EventBody, UndoOf } from '../../../core/thread/events.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { Thread, Turn, Undone } from '../../../core/thread/thread.ts'
import { outcomesOf, planUndo } from '../../../core/undo/plan.ts'
import type { Choice, FilePlan, Made } from '../../../core/undo/plan.ts'
import { isSame, recordedIn, recordedOf, storiesOf } from '../../../core/undo/stories.ts'
import type { Recorded } from '../../../core/undo/stories.ts'
import { outsideSentence, sentenceOf } from '../../../core/undo/words.ts'
import { carryOut, CHANGED, recordUndone, RUNNING } from './carryOut.ts'
import type { Writing } from './carryOut.ts'
import type { PlacedFile, PlacedFiles } from '../tools/placedFiles.ts'
import type { Looks } from './looks.ts'
import { imageOf, lookAt } from './present.ts'
import type { Present, PresentDeps } from './present.ts'
import { putBack } from './putBack.ts'
import type { PutBack } from './putBack.ts'

/** What is taken back, of which thread. */
export interface Target {
  threadId: string
  of: UndoOf
}

export interface Applied {
  undoId: string
  changed: string[]
  left: string[]
  problem: string | null
}

export interface Undo {
  /** What taking something back would do. Changes nothing. */
  preview(target: Target): Promise<UndoPreview>
  /**
   * Takes it back. What is in conflict is left alone unless chosen otherwise. With the id of an undo that is recorded
   * already, finishes that one. Rejects with a `Failure`.
   */
  apply(
    target: Target,
    how: { undoId: string; choices: Readonly<Record<string, Choice>>; token?: string },
  ): Promise<Applied>
  /** Brings one file to what it was, whoever changed it. What stood there is kept: `apply` with the id brings it back. */
  putBack(wanted: PutBack): Promise<Applied>
  list(threadId: string): Promise<UndoRecord[]>
}

/** A thread as undoing needs it. */
export interface UndoThread {
  state: { thread(): Thread; transact(decide: (thread: Thread) => EventBody[]): Promise<number> }
}

export interface UndoDeps extends PresentDeps {
  open(threadId: string): Promise<UndoThread>
  /** Rejects with `turn.notFound`. */
  turn(threadId: string, turnId: string): Promise<Turn>
  /** The way to files where a thread with these settings may write. */
  filesFor(thread: { cwd: string; settings: ThreadSettings }): Promise<PlacedFiles>
  keep(contents: readonly Uint8Array[]): Promise<unknown>
  /** Commands that are not looked at yet, and places that were written by no command. */
  looks: Pick<Looks, 'caughtUp' | 'settle'>
}

/** Takes back what turns did to files, without git. Undos of one engine happen one after the other. */
export function createUndo(deps: UndoDeps): Undo {
  let last: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work)
    last = mine.catch(() => undefined)
    return mine
  }
  return {
    preview: target =>
      withPlan(deps, target, {}, async ({ plans, present, records, token }) => ({
        token,
        files: await Promise.all(plans.map(plan => viewOf(plan, present))),
        outside: records.flatMap(({ outside }) => outside.map(one => ({ ...one, sentence: outsideSentence(one) }))),
      })),
    apply: (target, how) =>
      inTurn(async () => {
        const { state } = await deps.open(target.threadId)
        if (runningTurn(state.thread())) throw new Failure('turn.running', RUNNING, { threadId: target.threadId })
        const begun = state.thread().undos?.find(({ undoId }) => undoId === how.undoId)
        return begun ? finish(deps, target.threadId, begun) : apply(deps, target, how)
      }),
    putBack: wanted => inTurn(() => putBack(deps, wanted)),
    async list(threadId) {
      const { undos = [] } = (await deps.open(threadId)).state.thread()
      return undos.toReversed().map(({ undoId, of, at, images }) => ({
        undoId,
        turnId: 'turnId' in of ? of.turnId : null,
        ofUndo: 'undoId' in of ? of.undoId : null,
        path: 'turnId' in of ? (of.path ?? null) : 'undoId' in of ? null : of.uncommitted,
        at,
        paths: images.map(({ path }) => path),
      }))
    },
  }
}

interface Planned {
  plans: FilePlan[]
  present: Present
  records: Recorded[]
  token: string
  placed: PlacedFiles
}

/** Plans an undo by what stands in the files at this moment. */
async function withPlan<T>(
  deps: UndoDeps,
  target: Target,
  choices: Readonly<Record<string, Choice>>,
  carryOn: (planned: Planned) => Promise<T>,
): Promise<T> {
  const { records, settings, cwd } = await recordedFor(deps, target)
  const placed = await deps.filesFor({ cwd, settings })
  try {
    const stories = storiesOf(records).filter(({ steps }) => isAbout(steps, target.of, records))
    const present = lookAt({ stories, records }, placed, deps)
    const hunk = 'turnId' in target.of ? target.of.hunk : undefined
    const plans = await planUndo({ stories, hunk }, { ...present, choices })
    return await carryOn({ plans, present, records, token: tokenOf(present, deps), placed })
  } finally {
    placed.close()
  }
}

async function recordedFor({ open, turn: turnOf, looks }: UndoDeps, { threadId, of }: Target) {
  const { state } = await open(threadId)
  const { cwd } = state.thread()
  await looks.caughtUp(cwd)
  const thread = state.thread()
  if ('turnId' in of) {
    const turn = await turnOf(threadId, of.turnId)
    const settings = turn.settings ?? thread.settings
    if (settings) return { records: recordedIn(turn), settings, cwd }
  } else if ('undoId' in of) {
    const undone = thread.undos?.find(({ undoId }) => undoId === of.undoId)
    if (undone && thread.settings) return { records: [recordedOf(undone)], settings: thread.settings, cwd }
  } else if (thread.settings) return { records: [], settings: thread.settings, cwd }
  throw new Failure('turn.notFound', 'There is nothing of that kind to undo.', { threadId })
}

function isAbout(steps: readonly { from: string; to: string }[], of: UndoOf, records: readonly Recorded[]): boolean {
  if (!('turnId' in of) || of.path === undefined) return true
  const { path } = of
  const images = records.flatMap(record => record.images)
  const names = new Set([path, ...images.flatMap(image => (image.place === path ? [image.path] : []))])
  return steps.some(({ from, to }) => names.has(from) || names.has(to))
}

/** Stands for what is in the files now. */
const tokenOf = ({ files, standing }: Present, { hashOf }: UndoDeps): string =>
  hashOf(JSON.stringify([...files.keys()].sort().map(path => [path, standing(path) ?? null])))

async function viewOf(plan: FilePlan, { readLeft: read }: Present): Promise<UndoFile> {
  const { path, to, action, now, result, conflicts, byCommand } = plan
  const [before, after] = await Promise.all([textOf(now, read), textOf(result, read)])
  const { text, added, removed } =
    before === null || after === null ? { text: '', added: 0, removed: 0 } : unifiedDiff(before, after)
  return {
    path,
    to: to === path ? null : to,
    action,
    sentence: sentenceOf(plan),
    choice: action === 'conflict',
    diff: text,
    added,
    removed,
    conflicts,
    byCommand,
  }
}

/** Null for what is no text. */
async function textOf(made: Made, read: Present['read']): Promise<string | null> {
  if (made === null) return ''
  if ('text' in made) return made.text
  const content = await read(made.hash)
  return content.kind === 'text' ? content.text : null
}

function apply(
  deps: UndoDeps,
  target: Target,
  { undoId, choices, token }: { undoId: string; choices: Readonly<Record<string, Choice>>; token?: string },
): Promise<Applied> {
  return withPlan(deps, target, choices, async planned => {
    if (token !== undefined && token !== planned.token) throw new Failure('undo.changed', CHANGED)
    const { wanted, images, left } = await writingOf(planned, deps)
    if (wanted.size === 0) return { undoId, changed: [], left, problem: null }
    const contents = [...wanted].flatMap(([path, then]) => [planned.present.files.get(path), then])
    const record = (done: readonly FileImage[]) =>
      recordUndone(deps, target, { undoId, images: [...done], folders: planned.placed.created() })
    return carryOut(deps, planned.placed, {
      undoId,
      wanted,
      images,
      left,
      about: planned.present.files.keys(),
      emptied: planned.records.flatMap(({ folders }) => folders),
      begin: async () => {
        await deps.keep(contents.flatMap(file => (file ? [file.bytes] : [])))
        await record(images)
      },
      amend: record,
      cwd: (await deps.open(target.threadId)).state.thread().cwd,
    })
  })
}

async function writingOf({ plans, present }: Planned, { hashOf }: UndoDeps): Promise<Writing> {
  const moves = new Map(plans.flatMap(({ path, to }) => (path === to ? [] : [[to, path]])))
  const left = plans.flatMap(({ path, action }) => (action === 'conflict' || action === 'unknown' ? [path] : []))
  const wanted = new Map<string, PlacedFile | null>()
  const images: FileImage[] = []
  for (const [path, made] of outcomesOf(plans)) {
    const now = present.files.get(path)
    const bytes = made && (await present.bytesOf(made))
    if (now === undefined || (made && !bytes)) {
      left.push(path)
      continue
    }
    const next = made && bytes && { bytes, mode: made.mode }
    const image = imageOf(path, { now, next, from: moves.get(path) }, hashOf)
    if (image.before === image.after && (image.mode === image.beforeMode || image.mode === undefined)) continue
    wanted.set(path, next)
    images.push(image)
  }
  return { wanted, images, left }
}

/** Does what a crash left undone of an undo. What was changed since is left alone. */
async function finish(deps: UndoDeps, threadId: string, undone: Undone): Promise<Applied> {
  const { undoId, of, images } = undone
  const { settings, cwd, records } = await recordedFor(deps, { threadId, of })
  const placed = await deps.filesFor({ cwd, settings })
  try {
    const stories = storiesOf([recordedOf({ ...undone, images: images.map(image => ({ ...image, from: undefined })) })])
    const present = lookAt({ stories, records: [] }, placed, deps)
    const wanted = new Map<string, PlacedFile | null>()
    const left: string[] = []
    for (const { path, before, beforeMode, after, mode } of images) {
      const stands = present.standing(path)
      const then = after === null ? null : { hash: after, mode }
      if (isSame(stands, then)) continue
      const bytes = then && (await present.bytesOf(then))
      const isAsFound = isSame(stands, before === null ? null : { hash: before, mode: beforeMode })
      if (!isAsFound || (then && !bytes)) left.push(path)
      else wanted.set(path, bytes && { bytes, mode })
    }
    const { paths, problem } = await placed.write(wanted, async () => {})
    placed.sweep(images.map(({ path }) => path))
    placed.removeEmpty(records.flatMap(({ folders }) => folders))
    await deps.looks.settle(cwd, [...paths.keys()])
    const undoneNow = images.map(({ path }) => path).filter(path => !left.includes(path))
    return { undoId, changed: undoneNow, left, problem: problem ?? null }
  } finally {
    placed.close()
  }
}
