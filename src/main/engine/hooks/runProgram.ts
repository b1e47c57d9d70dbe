import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import type { HookEnd } from '../../../core/hooks/answer.ts'

/** What is read of a program's output; the rest is let go of. */
const MAX_OUTPUT_BYTES = 1024 * 1024
/** Output may still be on its way when a program is gone. */
const DRAIN_MS = 100

export interface ProgramRequest {
  /** A line for the shell, or a program and its arguments. */
  command: string | readonly string[]
  cwd: string
  env: Record<string, string>
  /** Written to its standard input. */
  input: string
  timeoutMs: number
}

/**
 * Runs a program of the user, outside any sandbox, as the leader of a process group. When it ends, takes too long or
 * `signal` aborts, everything in its group ends with it. Never rejects: whatever happens is an end.
 */
export function runProgram(request: ProgramRequest, signal: AbortSignal): Promise<HookEnd> {
  if (signal.aborted) return Promise.resolve(ended({ startProblem: 'It was stopped before it began.' }))
  const { command, cwd, env, input, timeoutMs } = request
  const [program = '', ...args] = typeof command === 'string' ? ['/bin/sh', '-c', command] : command
  return new Promise(resolve => {
    let child: ChildProcessWithoutNullStreams
    try {
      child = spawn(program, args, { cwd, env, stdio: 'pipe', detached: process.platform !== 'win32' })
    } catch (error) {
      return resolve(ended({ startProblem: startProblem(error, program) }))
    }
    let timedOut = false
    const stdout = collected(child.stdout)
    const stderr = collected(child.stderr)
    const kill = () => killGroup(child.pid)
    const killOnExit = () => kill()
    const timer = setTimeout(() => {
      timedOut = true
      kill()
    }, timeoutMs)
    const finish = (end: Partial<HookEnd>) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', kill)
      process.off('exit', killOnExit)
      kill()
      resolve(ended({ stdout: stdout(), stderr: stderr(), timedOut, ...end }))
    }
    signal.addEventListener('abort', kill, { once: true })
    process.on('exit', killOnExit)
    child.once('error', error => finish({ startProblem: startProblem(error, program) }))
    child.once('exit', exitCode => {
      const closed = setTimeout(() => finish({ exitCode }), DRAIN_MS)
      child.once('close', () => {
        clearTimeout(closed)
        finish({ exitCode })
      })
    })
    child.stdin.on('error', () => undefined) // it may not care for what it is told
    child.stdin.end(input)
  })
}

const ended = (end: Partial<HookEnd>): HookEnd => ({ exitCode: null, stdout: '', stderr: '', timedOut: false, ...end })

function startProblem(error: unknown, program: string): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT') return `${program} was not found, or its folder is not there.`
  return `${program} cannot be started: ${error instanceof Error ? error.message : String(error)}.`
}

function collected(stream: NodeJS.ReadableStream): () => string {
  const chunks: Buffer[] = []
  let bytes = 0
  stream.on('data', (chunk: Buffer) => {
    if (bytes < MAX_OUTPUT_BYTES) chunks.push(chunk)
    bytes += chunk.length
  })
  return () => Buffer.concat(chunks).subarray(0, MAX_OUTPUT_BYTES).toString('utf8')
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}
