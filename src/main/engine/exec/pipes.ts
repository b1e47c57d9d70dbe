import { execFile } from 'node:child_process'
import { close, closeSync, constants, open } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'

/** Both ends of one kernel pipe, as descriptors of this process, closed in its children unless passed on. */
export type Pipe = { readFd: number; writeFd: number }

export type PipePool = {
  take(): Promise<Pipe>
  dispose(): void
}

/** Enough for a short run, which should not pay for more; whoever needs many gets many at a time. */
const FIRST_BATCH = 8
const BATCH = 64
const openFd = promisify(open)
const READ_BYTES = 256 * 1024

/**
 * Real pipes, which Node cannot make: its 'pipe' is a socket pair, where `> /dev/stderr` fails with ENXIO and two
 * streams cannot share one order. A batch of FIFOs is made by one short process, opened at both ends and unlinked at
 * once, so that nothing is left on disk and a command pays nothing for its pipe. The next batch is made ahead of need.
 */
export function createPipePool(): PipePool {
  const ready: Pipe[] = []
  let filling: Promise<void> | null = null
  let disposed = false

  let size = FIRST_BATCH

  const fill = (): Promise<void> => {
    filling ??= makePipes(size)
      .then(pipes => {
        if (size !== BATCH) void removeStale().catch(() => undefined)
        size = BATCH
        if (disposed) pipes.forEach(closePipe)
        else ready.push(...pipes)
      })
      .finally(() => (filling = null))
    return filling
  }

  return {
    take: async () => {
      let pipe = ready.pop()
      while (pipe === undefined) {
        if (disposed) throw new Error('the pipes are closed')
        await fill()
        pipe = ready.pop()
      }
      if (ready.length < FIRST_BATCH / 2) void fill().catch(() => undefined) // The next take meets the failure.
      return pipe
    },
    dispose: () => {
      disposed = true
      ready.splice(0).forEach(closePipe)
    },
  }
}

/** What is read is looked at before anything else is read, so all pipes share it. */
let buffer: Uint8Array | null = null

/** Reads a pipe until its last writer is gone. Closing the stream closes the descriptor. */
export function readPipe(fd: number, data: (bytes: Uint8Array) => void): Readable {
  const shared = (buffer ??= new Uint8Array(READ_BYTES))
  const callback = (length: number): boolean => {
    data(shared.subarray(0, length))
    return true
  }
  const socket = new Socket({ fd, readable: true, writable: false, onread: { buffer: shared, callback } })
  return socket.on('error', () => socket.destroy())
}

const PREFIX = 'heddle-pipes-'

/** Folders of processes that were killed while they made their pipes. Nobody waits for this, and nobody minds if it fails. */
async function removeStale(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN
    if (!Number.isNaN(pid) && !isRunning(pid)) await rm(join(tmpdir(), name), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function makePipes(count: number): Promise<Pipe[]> {
  const dir = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
  try {
    const paths = Array.from({ length: count }, (_, index) => join(dir, String(index)))
    await promisify(execFile)('mkfifo', ['-m', '600', ...paths])
    return await Promise.all(paths.map(openBothEnds))
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function openBothEnds(path: string): Promise<Pipe> {
  // The reader first and without blocking, so that the writer finds it there.
  const readFd = await openFd(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    return { readFd, writeFd: await openFd(path, constants.O_WRONLY) }
  } catch (error) {
    close(readFd)
    throw error
  }
}

function closePipe(pipe: Pipe): void {
  closeSync(pipe.readFd)
  closeSync(pipe.writeFd)
}
