import { script } from '../../src/testing/modelServer.ts'
import type { EngineClient } from './engineClient.ts'
import { median } from './measure.ts'
import { type Model, startModel, streamed } from './model.ts'
import { type Place, openLab } from './programs.ts'
import { type Bench, type GrowthRow, expect } from './rows.ts'

const FACTOR = 10

interface Costs {
  turnMs: number
  callMs: number
  streamMs: number
}

/**
 * What a turn, a call and a stream cost in a short thread, and in the same thread when it is ten times as long. Work that
 * is done for all of the history at every step shows as a slope.
 */
export async function growth(
  bench: Bench,
  open: (place: Place) => Promise<EngineClient>,
): Promise<{ rows: GrowthRow[]; problems: string[] }> {
  const { turns } = bench.effort
  const calls = Math.min(bench.effort.calls, 20)
  const deltas = Math.round(bench.effort.deltas / 20)
  const model = await startModel(storyOf(turns, calls, deltas))
  const lab = openLab(model.url)
  const rows: GrowthRow[] = []
  const problems: string[] = []
  try {
    for (const program of bench.programs) {
      bench.progress(`a growing thread: ${program.name}`)
      try {
        const client = await open(lab.furnish(program))
        try {
          const threadId = await client.startThread()
          const short = await costs(client, model, { threadId, turns, calls })
          for (let n = 0; n < (FACTOR - 2) * turns; n++) await client.runTurn(threadId, 'hi')
          const long = await costs(client, model, { threadId, turns, calls })
          const grown = (id: string, what: string, cost: keyof Costs) => {
            const points = [
              { factor: 1, ms: short[cost] },
              { factor: FACTOR, ms: long[cost] },
            ]
            rows.push({ id, what, program: program.name, unit: 'ms', points })
          }
          grown('A4', 'message sent to request', 'turnMs')
          grown('B1', 'a call, full access', 'callMs')
          grown('D1', `${deltas} deltas`, 'streamMs')
        } finally {
          await client.close()
        }
      } catch (error) {
        problems.push(`a growing thread, ${program.name}: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  } finally {
    await model.close()
    lab.remove()
  }
  return { rows: rows.toSorted((a, b) => a.id.localeCompare(b.id)), problems }
}

/** The rounds in the order in which `growth` asks for them. */
function storyOf(turns: number, calls: number, deltas: number) {
  const measured = () => [
    ...script().says('A short answer.').times(turns).rounds,
    ...script().calls('exec_command', { cmd: 'echo hello' }).times(calls).says('Done.').rounds,
    streamed(deltas),
  ]
  const between = script()
    .says('A short answer.')
    .times((FACTOR - 2) * turns).rounds
  return { rounds: [...measured(), ...between, ...measured()] }
}

async function costs(
  client: EngineClient,
  model: Model,
  { threadId, turns, calls }: { threadId: string; turns: number; calls: number },
): Promise<Costs> {
  const turnMs: number[] = []
  for (let n = 0; n < turns; n++) {
    model.takeRequests()
    const { sentAt } = await client.runTurn(threadId, 'hi')
    turnMs.push((model.takeRequests()[0]?.receivedAt ?? Number.NaN) - sentAt)
  }
  await client.runTurn(threadId, 'Loop.')
  const requests = model.takeRequests()
  expect(requests.length === calls + 1, () => `${calls} calls took ${requests.length} requests`)
  const loopMs = (requests.at(-1)?.receivedAt ?? Number.NaN) - (requests[0]?.receivedAt ?? Number.NaN)
  const { sentAt, endedAt } = await client.runTurn(threadId, 'Tell a long story.')
  return { turnMs: median(turnMs), callMs: loopMs / calls, streamMs: endedAt - sentAt }
}
