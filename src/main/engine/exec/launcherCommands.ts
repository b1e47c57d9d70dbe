import { getSystemErrorName } from 'node:util'
import type { Child, DataListener } from './child.ts'
import { readPipe } from './pipes.ts'
import { descendants, signalAll, signalGroup } from './processTree.ts'

/** How the commands of a launcher reach it. */
export type LauncherLink = {
  send(frame: Buffer): void
  /** Opens a descriptor of the launcher's for reading, as one of our own. */
  open(fd: number): number
  /** Whether answers are awaited. */
  setBusy(busy: boolean): void
}

export type LauncherCommands = {
  /**
   * Asks for a command; the fields are those of `launcherScript.ts`, less the id. Null when the launcher is lost or
   * cannot start this one.
   */
  start(fields: readonly string[], data: DataListener): Promise<Child | null> | null
  /** A line that the launcher printed. */
  told(line: string): void
  /** The launcher is gone. Nobody but us can end its commands now. */
  lost(): void
}

type Starting = { data: DataListener; resolve(child: Child | null): void; reject(error: Error): void }
type Running = { pid: number; exit(exitCode: number): void }

const KILLED = 128 + 9

/** What the engine knows of a launcher's commands. */
export function createLauncherCommands(link: LauncherLink): LauncherCommands {
  const starting = new Map<number, Starting>()
  const running = new Map<number, Running>()
  let lastId = 0
  let isLost = false

  const started = (id: number, { data, resolve, reject }: Starting, pid: number, fd: number): void => {
    const exited = new Promise<number>(exit => running.set(id, { pid, exit }))
    const release = (): void => link.send(frame([String(id)]))
    try {
      resolve({ pid, output: [readPipe(link.open(fd), data)], exited, release })
    } catch (error) {
      // We have no descriptor left to read it by.
      signalGroup(pid, 'SIGKILL')
      void exited.then(release)
      reject(error instanceof Error ? error : new Error(String(error)))
    }
  }

  return {
    start(fields, data) {
      if (isLost) return null
      const id = ++lastId
      link.send(frame([String(id), ...fields]))
      link.setBusy(true)
      return new Promise((resolve, reject) => starting.set(id, { data, resolve, reject }))
    },
    told(line) {
      const [word, ...numbers] = line.split(' ')
      const [id = 0, first = 0, second = 0] = numbers.map(Number)
      const command = starting.get(id)
      starting.delete(id)
      if (word === 'started' && command !== undefined) started(id, command, first, second)
      if (word === 'failed' && first === 0) command?.resolve(null)
      else if (word === 'failed') command?.reject(systemError(first))
      if (word === 'exited') {
        running.get(id)?.exit(first)
        running.delete(id)
      }
      link.setBusy(starting.size + running.size > 0)
    },
    lost() {
      isLost = true
      starting.forEach(({ reject }) => reject(new Error('the process that starts commands has ended')))
      running.forEach(({ pid, exit }) => {
        signalAll(pid, descendants(pid), 'SIGKILL')
        exit(KILLED)
      })
      starting.clear()
      running.clear()
    },
  }
}

/** As Node's own errors are. */
function systemError(errno: number): Error {
  const code = getSystemErrorName(-errno)
  return Object.assign(new Error(`the command cannot be started: ${code}`), { errno: -errno, code })
}

/** Four bytes of length, then the fields between NULs. */
function frame(fields: readonly string[]): Buffer {
  const text = fields.join('\0')
  const length = Buffer.byteLength(text)
  const bytes = Buffer.allocUnsafe(4 + length)
  bytes.writeUInt32BE(length)
  bytes.write(text, 4)
  return bytes
}
