import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import type { Child, ChildRequest, DataListener } from './child.ts'
import { readPipe, type PipePool } from './pipes.ts'

/**
 * Starts a process from this one, which costs a fork of all its memory: for systems without a launcher. Rejects with the
 * system's error.
 */
export async function spawnChild(pool: PipePool, request: ChildRequest, data: DataListener): Promise<Child> {
  // A full disk may deny us the pipe. Two of Node's own lose only the order between the streams.
  const pipe = await pool.take().catch(() => null)
  let child: ChildProcess
  try {
    child = spawnProcess(request, pipe === null ? ['pipe', 'pipe'] : [pipe.writeFd, pipe.writeFd])
  } catch (error) {
    if (pipe !== null) closeSync(pipe.readFd)
    throw error
  } finally {
    if (pipe !== null) closeSync(pipe.writeFd)
  }
  const { pid } = child
  if (pid === undefined) {
    if (pipe !== null) closeSync(pipe.readFd)
    return new Promise((_, reject) => child.once('error', reject))
  }
  const output =
    pipe === null
      ? [child.stdout, child.stderr].filter(stream => stream !== null).map(stream => stream.on('data', data))
      : [readPipe(pipe.readFd, data)]
  const exited = new Promise<number>(resolve =>
    child.once('exit', (code, signal) => resolve(signal === null ? (code ?? -1) : 128 + constants.signals[signal])),
  )
  return { pid, output, exited, release: () => undefined }
}

function spawnProcess({ argv, cwd, env, filterPath }: ChildRequest, output: ('pipe' | number)[]): ChildProcess {
  const [program = '', ...args] = argv
  const filter = filterPath ? [openSync(filterPath, 'r')] : []
  try {
    return spawn(program, args, { cwd, env, stdio: ['ignore', ...output, ...filter], detached: true })
  } finally {
    filter.forEach(fd => closeSync(fd))
  }
}
