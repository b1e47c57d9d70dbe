import { readdirSync, readFileSync } from 'node:fs'

/** How long a command has to end by itself after SIGTERM. */
const TERM_GRACE_MS = 150

/**
 * Every living descendant of a process, children before grandchildren. Read from Linux's /proc; elsewhere, or where the
 * kernel does not list children, there are none and only the process group can be reached.
 */
export function descendants(pid: number): number[] {
  const found: number[] = []
  const visit = (parent: number): void => {
    for (const child of childrenOf(parent)) {
      found.push(child)
      visit(child)
    }
  }
  visit(pid)
  return found
}

export function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap(thread =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'latin1').split(' ').filter(Boolean).map(Number),
    )
  } catch {
    return []
  }
}

/** Signals a process group; false when it is gone. */
export function signalGroup(leader: number, signal: NodeJS.Signals): boolean {
  return send(-leader, signal)
}

/** Signals a process group and each of the processes named, which may have left it. */
export function signalAll(leader: number, others: readonly number[], signal: NodeJS.Signals): void {
  signalGroup(leader, signal)
  for (const pid of others) send(pid, signal)
}

function send(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal)
    return true
  } catch {
    return false // It ended before the signal.
  }
}

/** The signals of one process tree, from its leader's start to its end. All are safe to send at any time. */
export type ProcessTree = {
  /** What Ctrl-C does at a terminal. */
  interrupt(): void
  /** SIGTERM to the whole tree, then SIGKILL to what is left of it. */
  terminate(): void
  /** SIGKILL to the whole tree, at once and synchronously. */
  kill(): void
  /** SIGKILL to what outlived the leader. Nothing is signalled afterwards: its id may be somebody else's. */
  ended(): void
}

/** `sandboxed`: the leader is bubblewrap, and the command its grandchild in a session of its own. */
export function controlTree(leader: number, sandboxed: boolean): ProcessTree {
  let alive = true
  let condemned: number[] = []
  let killTimer: NodeJS.Timeout | undefined

  /** The process group to signal politely. Bubblewrap itself would just die, and take the command along unasked. */
  const commandGroup = (): number => (sandboxed ? (childrenOf(leader)[0] ?? leader) : leader)

  const kill = (): void => {
    if (alive) signalAll(leader, descendants(leader), 'SIGKILL')
  }
  return {
    kill,
    interrupt: () => {
      if (alive) signalGroup(commandGroup(), 'SIGINT')
    },
    terminate: () => {
      if (!alive || killTimer !== undefined) return
      // Noted now: a process that outlives its parent can no longer be found from here.
      condemned = descendants(leader)
      signalAll(commandGroup(), sandboxed ? [] : condemned, 'SIGTERM')
      killTimer = setTimeout(kill, TERM_GRACE_MS)
    },
    ended: () => {
      if (!alive) return
      alive = false
      clearTimeout(killTimer)
      signalAll(leader, condemned, 'SIGKILL')
    },
  }
}
