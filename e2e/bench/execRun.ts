import { jsonLines } from '../../src/testing/heddle.ts'
import { type Measured, measure } from './measure.ts'
import type { Model, RequestNote } from './model.ts'
import type { Place } from './programs.ts'
import { expect } from './rows.ts'

export type SandboxMode = 'danger-full-access' | 'workspace-write'

export interface ExecRun extends Measured {
  requests: RequestNote[]
  /** Items of the thread that were completed, as `exec --json` reports them. */
  items: Record<string, unknown>[]
  /** From the start of the process to the arrival of the first request at the server. */
  firstRequestMs: number
}

/** One turn with `exec --json`. Throws unless the turn completed. */
export const execRun = (
  place: Place,
  model: Model,
  prompt: string,
  sandbox: SandboxMode = 'danger-full-access',
): Promise<ExecRun> => run(place, model, sandbox, [prompt])

/** One more turn of a thread on disk. Throws unless it completed. */
export const execResume = (place: Place, model: Model, threadId: string, prompt: string): Promise<ExecRun> =>
  run(place, model, 'danger-full-access', ['resume', threadId, prompt])

async function run(place: Place, model: Model, sandbox: SandboxMode, args: string[]): Promise<ExecRun> {
  model.takeRequests()
  const measured = await measure(
    place.command('exec', '--json', '--skip-git-repo-check', '--sandbox', sandbox, ...args),
  )
  const requests = model.takeRequests()
  const lines = jsonLines(measured.stdout)
  expect(measured.code === 0 && lines.at(-1)?.type === 'turn.completed', () => {
    const said = `${measured.stdout.slice(-600)}\n${measured.stderr.slice(-1200)}`.trim()
    return `exec ended with exit code ${measured.code}: ${said}`
  })
  const items = lines.flatMap(line => (line.type === 'item.completed' ? [line.item as Record<string, unknown>] : []))
  return {
    ...measured,
    requests,
    items,
    firstRequestMs: (requests[0]?.receivedAt ?? Number.NaN) - measured.startedAt,
  }
}
