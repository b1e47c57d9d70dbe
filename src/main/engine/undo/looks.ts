import type { EventBody } from '../../../core/thread/events.ts'
import { createWorkspace } from './workspace.ts'
import type { Workspace } from './workspace.ts'

/** A call that may change files behind the engine's back. */
export interface Watched {
  threadId: string
  turnId: string
  /** The workspace. Only what lies in it is looked at. */
  cwd: string
}

/**
 * Finds the files that commands change, by looking at a workspace before and after them. Whatever goes wrong with a look,
 * the command itself goes on.
 */
export interface Looks {
  /** Looks at a workspace ahead of the first command of a turn. Nobody waits for that. */
  warm(run: Watched): void
  /** Looks before a command, unless others run already. What it resolves to is called when the command came back. */
  begin(run: Watched): Promise<() => void>
  /** Resolves when all that commands before this changed is found and recorded. */
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

/** So many workspaces are remembered while nothing runs in them. */
const MAX_WORKSPACES = 8
export function createLooks(given: LooksDeps): Looks {
  let isOpen = true
  const deps: LooksDeps = {
    ...given,
    // Commands that end because the host does are looked at in vain: their threads are closed.
    record: async (threadId, body) => void (isOpen && (await given.record(threadId, body))),
  }
  const workspaces = new Map<string, Promise<Workspace>>()

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

  const caughtUp: Looks['caughtUp'] = async cwd => {
    await workspaces
      .get(cwd)
      ?.then(workspace => workspace.caughtUp())
      .catch(deps.onProblem)
  }

  const idle = async () => void (await Promise.all([...workspaces.keys()].map(caughtUp)))

  return {
    warm(run) {
      workspaceAt(run.cwd)
        .then(workspace => workspace.warm(run))
        .catch(deps.onProblem)
    },
    async begin(run) {
      try {
        const workspace = await workspaceAt(run.cwd)
        await workspace.begin(run)
        return () => workspace.end(run)
      } catch (error) {
        deps.onProblem(error)
        return () => {}
      }
    },
    caughtUp,
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
