import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { join, resolve } from 'node:path'
import type { Life } from './host.ts'

const OUT = resolve(import.meta.dirname, '../..', process.env['HEDDLE_OUT'] ?? 'out')

export interface Started {
  child: ChildProcess
  /** How it ended: the exit code, or null when it was killed. */
  ended: Promise<number | null>
  stderr(): string
}

/** Starts the built program in a process group of its own, so that the group can be killed as a whole. */
export function startProgram(args: string[], { place, wrap, started }: Life): Started {
  const [file = '', ...rest] = wrap([process.execPath, join(OUT, 'main/cli.js'), ...args])
  const child = spawn(file, rest, {
    cwd: place.workspace,
    env: { ...place.env, NODE_COMPILE_CACHE: join(OUT, '.compile-cache') },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4000)))
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', code => resolve(code))
  })
  started(child)
  return { child, ended, stderr: () => stderr }
}
