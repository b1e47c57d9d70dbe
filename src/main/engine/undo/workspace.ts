import type { FileImage, OutsideChange } from '../../../core/thread/calls.ts'
import { findOut } from './found.ts'
import { openGitContents } from './gitIndex.ts'
import { createKeeper } from './keeper.ts'
import type { LooksDeps, Watched } from './looks.ts'
import { createScanner } from './scanner.ts'

/** One workspace with the commands that run in it and the looks at it. */
export interface Workspace {
  isIdle(): boolean
  /** Looks ahead of the first command of a turn. */
  warm(run: Watched): Promise<void>
  begin(run: Watched): Promise<void>
  end(run: Watched): void
  caughtUp(): Promise<void>
  settle(places: readonly string[]): Promise<void>
}

/** A look counts for so many times what it cost: looking takes a fiftieth of the time at most. */
const WORTH = 50
/** Longer than this somebody else may well have changed files. */
const MAX_WORTH_MS = 2000
/** A folder that had too many files is not tried again before this. */
const TRY_AGAIN_MS = 10 * 60_000

export function createWorkspace(root: string, deps: LooksDeps): Workspace {
  const { monotonic, hashOf, putAll, record } = deps
  const scanner = createScanner({ root, except: deps.except, maxEntries: deps.maxEntries })
  const keeper = createKeeper({ git: openGitContents(root), putAll, get: deps.get })
  /** Looks follow each other. */
  let queue: Promise<unknown> = Promise.resolve()
  let running = 0
  let last: { at: number; costMs: number } | null = null
  /** The command that came back last, while nobody has looked at what it changed. */
  let owed: Watched | null = null
  let timer: NodeJS.Timeout | undefined
  /** What was found and is on its way to the disk. */
  let stored: Promise<unknown> = Promise.resolve()
  /** Whether there may be contents that are not kept. */
  let hasUnkept = true
  let tooLargeUntil = 0
  let toldTooLarge = ''
  /** The running turns of threads, and since when they work here. */
  const begun = new Map<string, { turnId: string; since: number }>()

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = queue.then(work)
    queue = mine.catch(() => undefined)
    return mine
  }

  const look = async () => {
    const begunAt = monotonic()
    const seen = await scanner.look()
    if (last === null || (seen && seen.differences.length > 0)) hasUnkept = true
    if (!seen) tooLargeUntil = monotonic() + TRY_AGAIN_MS
    last = seen && { at: monotonic(), costMs: monotonic() - begunAt }
    return seen
  }

  /** For how long nobody needs to look again. */
  const freshForMs = () => (last === null ? 0 : last.at + Math.min(last.costMs * WORTH, MAX_WORTH_MS) - monotonic())

  /**
   * Whether a command of this very turn runs on, so that what changes between two commands may be its doing. One that
   * runs for longer, as servers do, would make the agent's of all that a person edits.
   */
  const mayHaveChanged = ({ threadId }: Watched): boolean =>
    last !== null && deps.hasBackground(threadId, begun.get(threadId)?.since ?? deps.now())

  /** Whether a turn was not here before. Between two turns people edit files: no look from before it counts for it. */
  const enters = ({ threadId, turnId }: Watched): boolean => {
    if (begun.get(threadId)?.turnId === turnId) return false
    begun.set(threadId, { turnId, since: deps.now() })
    return true
  }

  const keepContents = async () => {
    if (last && hasUnkept) await keeper.keep(scanner.files())
    hasUnkept = false
  }

  /** What changed since the last look was changed by commands of this turn. The disk is not waited for. */
  const lookAfter = async (run: Watched): Promise<void> => {
    const seen = last && (await look())
    if (!seen) return tellTooLarge(run)
    const { images, folders, outside, contents } = await findOut(seen, { keeper, hashOf })
    if (images.length + folders.length + outside.length === 0) return
    store({ images: images.map(image => namedIn(image, root, run.cwd)), folders, outside }, contents, run)
  }

  const lookAtOwed = () =>
    inTurn(async () => {
      if (!owed || running > 0) return
      const run = owed
      forgetOwed()
      await lookAfter(run)
    })

  const forgetOwed = () => {
    owed = null
    clearTimeout(timer)
  }

  const store = (found: Found, contents: readonly Buffer[], { threadId, turnId }: Watched): void => {
    const work = async () => {
      await putAll(contents)
      await record(threadId, { type: 'files.changed', turnId, ...found })
    }
    stored = Promise.all([stored, work().catch(deps.onProblem)])
  }

  /** Once a turn. */
  const tellTooLarge = (run: Watched): void => {
    if (tooLargeUntil === 0 || toldTooLarge === run.turnId) return
    toldTooLarge = run.turnId
    store({ images: [], folders: [], outside: [{ path: root, reason: 'tooLargeWorkspace' }] }, [], run)
  }

  const beforeFirst = async (run: Watched, isNew: boolean): Promise<void> => {
    const other = owed
    forgetOwed()
    // Commands of a turn that follow each other at once are looked at together.
    if (other?.turnId === run.turnId) return
    if (other) await lookAfter(other)
    if (monotonic() < tooLargeUntil) return
    if (isNew ? !other : freshForMs() <= 0) await (!isNew && mayHaveChanged(run) ? lookAfter(run) : look())
    await keepContents()
  }

  return {
    isIdle: () => running === 0 && owed === null,
    // While something runs, what a look finds is that command's.
    warm: run => inTurn(async () => (running === 0 && enters(run) ? beforeFirst(run, true) : undefined)),
    async begin(run) {
      const isAlone = running++ === 0
      const isNew = enters(run)
      await inTurn(async () => (isAlone ? beforeFirst(run, isNew) : undefined))
    },
    end(run) {
      running--
      if (running > 0) return
      owed = run
      clearTimeout(timer)
      timer = setTimeout(() => void lookAtOwed().catch(deps.onProblem), Math.max(0, freshForMs()))
    },
    async caughtUp() {
      await lookAtOwed()
      await stored
    },
    settle: places =>
      inTurn(async () => {
        for (const place of places) scanner.settle(place)
        hasUnkept = true
      }),
  }
}

interface Found {
  images: FileImage[]
  folders: string[]
  outside: OutsideChange[]
}

/** A path as the thread names its folder, where links lead to it. */
function namedIn(image: FileImage, root: string, cwd: string): FileImage {
  if (root === cwd) return image
  const named = (path: string) => cwd + path.slice(root.length)
  return { ...image, path: named(image.path), place: image.path, ...(image.from && { from: named(image.from) }) }
}
