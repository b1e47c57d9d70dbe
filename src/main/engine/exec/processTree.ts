import { readdirSync, readFileSync } from 'node:fs'

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
