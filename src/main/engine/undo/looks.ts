import type { FileImage, OutsideChange } from '../../../core/thread/calls.ts'
import type { EventBody } from '../../../core/thread/events.ts'
import { findOut } from './found.ts'
import { openGitContents } from './gitIndex.ts'
import { createKeeper } from './keeper.ts'
import { createScanner } from './scanner.ts'

/** A call that may change files behind the engine's back. */
export interface Watched {
  threadId: string
  turnId: string
  /** The workspace. Only what lies in it is looked at. */
  cwd: string
}

/** Finds the files that commands change, by looking at a workspace before and after them. */
export interface Looks {
  /** Looks at a workspace for the first time, ahead of its first command. Nobody waits for that. */
  warm(cwd: string): void
  /** Looks before a command, unless others run already. What it resolves to is called when the command came back. */
  begin(run: Watched): Promise<() => void>
  /** Resolves when everything that commands before this changed has been looked at. */
  caughtUp(cwd: string): Promise<void>
  /** The engine itself wrote these places: that was no command. */
  settle(cwd: string, places: readonly string[]): Promise<void>
  /** Resolves when all that was found is recorded. */
  idle(): Promise<void>
  /** `idle`, and records nothing from then on. */
  close(): Promise<void>
}

export interface LooksDeps {
  /** The real path of a folder. Rejects where there is none. */
  realpath(folder: string): Promise<string>
  /** Absolute real paths that are none of a workspace's files. */
  except: readonly string[]
  putAll(contents: readonly Uint8Array[]): Promise<string[]>
  get(hash: string): Promise<Uint8Array | null>
  hashOf(bytes: Uint8Array): string
  /** Records what was found in the log of a thread. */
  record(threadId: string, body: EventBody): Promise<void>
  /** Whether a command of the thread that began at `since` (Unix milliseconds) or later runs on after its call. */
  hasBackground(threadId: string, since: number): boolean
  now(): number
  /** Milliseconds that only go forward. */
  monotonic(): number
  onProblem(error: unknown): void
  /** Files that a workspace may have at most. */
  maxEntries?: number
}

/** A look counts for so many times what it cost: looking takes a fiftieth of the time at most. */
const WORTH = 50
/** Longer than this somebody else may well have changed files. */
const MAX_WORTH_MS = 2000
/** So many workspaces are remembered while nothing runs in them. */
const MAX_WORKSPACES = 8
/** A folder that had too many files is not tried again before this. */
const TRY_AGAIN_MS = 10 * 60_000

export function createLooks(given: LooksDeps): Looks {
  let isOpen = true
  const deps: LooksDeps = {
    ...given,
    // Commands that end because the host does are looked at in vain: their threads are closed.
    record: async (threadId, body) => void (isOpen && (await given.record(threadId, body))),
  }
  const workspaces = new Map<string, Promise<Workspace>>()
  const pending = new Set<Promise<unknown>>()

  const workspaceAt = (cwd: string): Promise<Workspace> => {
    const known = workspaces.get(cwd) ?? deps.realpath(cwd).then(root => createWorkspace(root, deps))
    // Used last, forgotten last.
    workspaces.delete(cwd)
    workspaces.set(cwd, known)
    known.then(forgetOldest, () => workspaces.delete(cwd))
    return known
  }

  async function forgetOldest(): Promise<void> {
    for (const [cwd, workspace] of workspaces) {
      if (workspaces.size <= MAX_WORKSPACES) return
      if ((await workspace.catch(() => null))?.isIdle() !== false) workspaces.delete(cwd)
    }
  }

  async function idle(): Promise<void> {
    while (pending.size > 0) await Promise.all(pending)
  }

  /** Whatever goes wrong with a look, the command itself goes on. */
  const follow = (work: Promise<unknown>) => {
    const watched = work.catch(deps.onProblem).finally(() => pending.delete(watched))
    pending.add(watched)
  }

  return {
    warm(cwd) {
      workspaceAt(cwd)
        .then(workspace => workspace.warm())
        .catch(deps.onProblem)
    },
    async begin(run) {
      try {
        const workspace = await workspaceAt(run.cwd)
        await workspace.begin(run)
        return () => follow(workspace.end(run))
      } catch (error) {
        deps.onProblem(error)
        return () => {}
      }
    },
    async caughtUp(cwd) {
      await workspaces
        .get(cwd)
        ?.then(workspace => workspace.caughtUp())
        .catch(deps.onProblem)
    },
    async settle(cwd, places) {
      await workspaces
        .get(cwd)
        ?.then(workspace => workspace.settle(places))
        .catch(deps.onProblem)
    },
    idle,
    async close() {
      await idle()
      isOpen = false
    },
  }
}

interface Workspace {
  isIdle(): boolean
  warm(): Promise<void>
  begin(run: Watched): Promise<void>
  end(run: Watched): Promise<void>
  caughtUp(): Promise<void>
  settle(places: readonly string[]): Promise<void>
}

function createWorkspace(root: string, deps: LooksDeps): Workspace {
  const { monotonic, hashOf, putAll, record } = deps
  const scanner = createScanner({ root, except: deps.except, maxEntries: deps.maxEntries })
  const keeper = createKeeper({ git: openGitContents(root), putAll, get: deps.get })
  /** Looks follow each other. */
  let queue: Promise<unknown> = Promise.resolve()
  let running = 0
  let last: { at: number; costMs: number } | null = null
  /** Whether there may be contents that are not kept. */
  let hasUnkept = true
  let tooLargeUntil = 0
  let toldTooLarge = ''
  /** When the running turns of threads began their first command. */
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

  /**
   * Whether a command of this very turn runs on, so that what changes between two commands may be its doing. One that
   * runs for longer, as servers do, would make the agent's of all that a person edits.
   */
  const mayHaveChanged = ({ threadId, turnId }: Watched): boolean => {
    const known = begun.get(threadId)
    const turn = known?.turnId === turnId ? known : { turnId, since: deps.now() }
    begun.set(threadId, turn)
    return last !== null && deps.hasBackground(threadId, turn.since)
  }

  /** What changed since the last look was changed by somebody else. */
  const lookBefore = async () => {
    const isFresh = last && monotonic() - last.at < Math.min(last.costMs * WORTH, MAX_WORTH_MS)
    if (!isFresh) await look()
    if (last && hasUnkept) await keeper.keep(scanner.files())
    hasUnkept = false
  }

  /**
   * What changed since the last look was changed by commands of this turn. The next command need not wait until it is
   * `stored`.
   */
  const lookAfter = async (run: Watched): Promise<{ stored: Promise<void> }> => {
    const seen = last && (await look())
    if (!seen) return { stored: tellTooLarge(run) }
    const { images, folders, outside, contents } = await findOut(seen, { keeper, hashOf })
    const isNothing = images.length + folders.length + outside.length === 0
    const named = images.map(image => namedIn(image, root, run.cwd))
    return { stored: isNothing ? Promise.resolve() : store({ images: named, folders, outside }, contents, run) }
  }

  const store = async (
    found: { images: FileImage[]; folders: string[]; outside: OutsideChange[] },
    contents: readonly Buffer[],
    { threadId, turnId }: Watched,
  ): Promise<void> => {
    await putAll(contents)
    await record(threadId, { type: 'files.changed', turnId, ...found })
  }

  /** Once a turn. */
  const tellTooLarge = async (run: Watched): Promise<void> => {
    if (tooLargeUntil === 0 || toldTooLarge === run.turnId) return
    toldTooLarge = run.turnId
    await store({ images: [], folders: [], outside: [{ path: root, reason: 'tooLargeWorkspace' }] }, [], run)
  }

  return {
    isIdle: () => running === 0,
    warm: () =>
      inTurn(async () => {
        if (last === null && monotonic() >= tooLargeUntil) await lookBefore()
      }),
    async begin(run) {
      const isAlone = running++ === 0
      await inTurn(async () => {
        if (!isAlone || monotonic() < tooLargeUntil) return
        if (mayHaveChanged(run)) await (await lookAfter(run)).stored
        else await lookBefore()
      })
    },
    async end(run) {
      running--
      const looked = await inTurn(async () => (running > 0 ? null : lookAfter(run)))
      await looked?.stored
    },
    caughtUp: () => inTurn(async () => {}),
    settle: places =>
      inTurn(async () => {
        for (const place of places) scanner.settle(place)
        hasUnkept = true
      }),
  }
}

/** A path as the thread names its folder, where links lead to it. */
function namedIn(image: FileImage, root: string, cwd: string): FileImage {
  if (root === cwd) return image
  const named = (path: string) => cwd + path.slice(root.length)
  return { ...image, path: named(image.path), place: image.path, ...(image.from && { from: named(image.from) }) }
}
