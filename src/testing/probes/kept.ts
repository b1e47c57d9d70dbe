import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { KeptAnswer, KeptRequest } from './keptRunner.ts'

/** A runner that stays, and runs one command after the other. */
export interface Kept {
  /** Rejects when the runner ends first. */
  run(request: KeptRequest): Promise<KeptAnswer>
  stop(): Promise<void>
}

/** Starts `keptRunner.ts`, whose command line this is, without a command of its own. */
export function startKept([program = '', ...args]: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Kept {
  const child = spawn(program, args, { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  const ended = new Promise<void>(resolve => child.once('close', () => resolve()))
  return {
    async run(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const line = await lines.next()
      if (line.done) throw new Error('The kept runner ended before its answer')
      return JSON.parse(line.value) as KeptAnswer
    },
    async stop() {
      child.stdin.end()
      await ended
    },
  }
}
