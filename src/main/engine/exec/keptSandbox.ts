import { readFileSync, statSync } from 'node:fs'
import type { Child, ChildRequest, DataListener } from './child.ts'
import { keptSandboxArguments, KEPT_SANDBOX_SCRIPT } from './keptSandboxScript.ts'
import { createLauncher, type Launcher } from './launcher.ts'
import { keptBubblewrapArgv, type SandboxPlan } from './sandbox.ts'

/** A sandbox that several commands can have in common. */
export type SharedSandbox = {
  /** Whose commands they are: a thread's. */
  owner: string
  plan: SandboxPlan
  /** The path of bubblewrap. */
  bubblewrap: string
  /** The filter of system calls. */
  filterPath: string
}

export type KeptSandboxes = {
  /** Mounts the sandbox ahead of its first command. */
  warm(sandbox: SharedSandbox): void
  /**
   * Starts a command in the sandbox, which is mounted if it is not there yet. Rejects with the system's error. Null when
   * that cannot be done here and now: nothing was tried.
   */
  start(sandbox: SharedSandbox, request: ChildRequest, data: DataListener): Promise<Child | null>
  dispose(): void
}

/** How long a sandbox is kept without a command. The model may think in between. */
const IDLE_MS = 30_000
/** Sandboxes in a row in which no command could be started, after which none is tried any more. */
const MOST_FAILURES = 3

/**
 * Mounting a sandbox costs more than most commands. So what bubblewrap has mounted for one is kept for the next of the
 * same thread, as long as it would be mounted in the same way: the same plan, on a machine with the same mounts.
 */
export function createKeptSandboxes(idleMs: number = IDLE_MS): KeptSandboxes {
  const kept = new Map<string, Kept>()
  let failures = 0
  let disposed = false

  const take = (shared: SharedSandbox): Kept | null => {
    if (disposed || failures >= MOST_FAILURES || !canBeKept(shared.plan)) return null
    const plan = mountable(shared.plan)
    const key = JSON.stringify([shared.owner, plan, machineMounts()])
    const known = kept.get(key)
    if (known !== undefined) return known
    const fresh = createKept({ ...shared, plan }, idleMs, hasFailed => {
      if (kept.get(key) === fresh) kept.delete(key)
      failures = hasFailed ? failures + 1 : 0
    })
    kept.set(key, fresh)
    return fresh
  }

  return {
    warm: shared => take(shared)?.warm(),
    start: async (shared, request, data) =>
      (await take(shared)?.start({ ...request, placeholders: shared.plan.placeholders }, data)) ?? null,
    dispose() {
      disposed = true
      kept.forEach(sandbox => sandbox.end())
    },
  }
}

/** One sandbox and the commands in it. */
type Kept = Pick<Launcher, 'warm' | 'start'> & { end(): void }

/** Says once that it takes no more commands. It has failed if there were some, and it could start none of them. */
function createKept(
  { plan, bubblewrap, filterPath }: SharedSandbox,
  idleMs: number,
  gone: (hasFailed: boolean) => void,
): Kept {
  const launcher = createLauncher((perl, processor) => ({
    argv: keptBubblewrapArgv(plan, bubblewrap, [
      ...[perl, '-e', KEPT_SANDBOX_SCRIPT],
      ...keptSandboxArguments(processor, plan.writable),
    ]),
    filterPath,
  }))
  let commands = 0
  let hasStarted = false
  let isGone = false
  let idle: NodeJS.Timeout | undefined

  const retire = (hasFailed: boolean): void => {
    if (!isGone) gone(hasFailed)
    isGone = true
  }
  const end = (): void => {
    clearTimeout(idle)
    retire(false)
    launcher.dispose()
  }
  const enter = (): void => {
    clearTimeout(idle)
    commands++
  }
  const leave = (): void => {
    commands--
    if (commands > 0) return
    if (isGone) launcher.dispose()
    else idle = setTimeout(end, idleMs).unref()
  }
  return {
    end,
    warm: () => {
      enter()
      launcher.warm()
      leave()
    },
    async start(request, data) {
      enter()
      let child: Child | null = null
      try {
        child = await launcher.start(request, data)
        // What cannot start one command, because its mounts have changed, will not start the next.
        if (child === null) retire(!hasStarted)
      } finally {
        if (child === null) leave()
      }
      if (child === null) return null
      hasStarted = true
      const { release } = child
      return {
        ...child,
        release: () => {
          release()
          leave()
        },
      }
    },
  }
}

/** Not where everything can be written, mounts included; nor if it reaches into /dev, of which each command has its own. */
function canBeKept({ writable, readOnly, nested, placeholders, maskedFiles, maskedDirectories }: SandboxPlan): boolean {
  const others = [readOnly, nested, placeholders, maskedFiles, maskedDirectories].flat()
  return !writable.includes('/') && ![...writable, ...others].some(path => path.startsWith('/dev/'))
}

/** What distinguishes one mounted sandbox from another. A plan may name repositories that are gone. */
function mountable({ nested, ...plan }: SandboxPlan): SandboxPlan {
  const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined
  // The folder in which a command starts is its own affair, as are its placeholders.
  return { ...plan, cwd: '/', placeholders: [], nested: nested.filter(exists) }
}

function machineMounts(): string {
  try {
    return readFileSync('/proc/self/mountinfo', 'latin1')
  } catch {
    return ''
  }
}
