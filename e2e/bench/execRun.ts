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
export async function execRun(
  place: Place,
  model: Model,
  prompt: string,
  sandbox: SandboxMode = 'danger-full-access',
): Promise<ExecRun> {
  model.takeRequests()
  const run = await measure(place.command('exec', '--json', '--skip-git-repo-check', '--sandbox', sandbox, prompt))
  const requests = model.takeRequests()
  const lines = jsonLines(run.stdout)
  expect(run.code === 0 && lines.at(-1)?.type === 'turn.completed', () => {
    const said = `${run.stdout.slice(-600)}\n${run.stderr.slice(-1200)}`.trim()
    return `exec ended with exit code ${run.code}: ${said}`
  })
  const items = lines.flatMap(line => (line.type === 'item.completed' ? [line.item as Record<string, unknown>] : []))
  return { ...run, requests, items, firstRequestMs: (requests[0]?.receivedAt ?? Number.NaN) - run.startedAt }
}
