import { script } from '../../src/testing/modelServer.ts'
import { openCodexEngine } from './codexEngine.ts'
import type { EngineClient } from './engineClient.ts'
import { growth } from './growth.ts'
import { openHeddleEngine } from './heddleEngine.ts'
import { median } from './measure.ts'
import { type Model, startModel } from './model.ts'
import { type Place, openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, alternate, expect, findingOf } from './rows.ts'

const rows: Row[] = [
  { id: 'A4', what: 'running engine: message sent to request', value: 'request', unit: 'ms', aim: 0.2 },
  { id: 'D3', what: 'running engine: request to first text', value: 'firstText', unit: 'ms', aim: 1 },
]

export const openEngine = (place: Place): Promise<EngineClient> =>
  place.program.name === 'codex' ? openCodexEngine(place) : openHeddleEngine(place)

/** A4 and D3: what somebody waits for who sends a message in an open workbench; and whether long threads cost more. */
export const engine: Group = {
  name: 'engine',
  rows,
  async measure(bench: Bench): Promise<Finding> {
    const answers = script().says('A short answer in some words.').inDeltas(5)
    const model = await startModel(answers.times(bench.effort.turns + 1))
    const lab = openLab(model.url)
    try {
      const measured = await alternate(bench, 'turns of a running engine', async program => {
        const client = await openEngine(lab.furnish(program))
        return { program, once: () => shortTurns(client, model, bench.effort.turns), close: client.close }
      })
      const short = findingOf(rows, measured)
      const { rows: growthRows, problems } = await growth(bench, openEngine)
      return { ...short, growth: growthRows, problems: [...short.problems, ...problems] }
    } finally {
      await model.close()
      lab.remove()
    }
  },
}

/** The medians of so many turns of one thread, after a first that does not count. */
async function shortTurns(client: EngineClient, model: Model, count: number) {
  const threadId = await client.startThread()
  await client.runTurn(threadId, 'hi')
  const requestMs: number[] = []
  const firstTextMs: number[] = []
  for (let n = 0; n < count; n++) {
    model.takeRequests()
    const { sentAt, firstTextAt } = await client.runTurn(threadId, 'hi')
    const requests = model.takeRequests()
    expect(requests.length === 1, () => `a turn made ${requests.length} requests`)
    const receivedAt = requests[0]?.receivedAt ?? Number.NaN
    requestMs.push(receivedAt - sentAt)
    firstTextMs.push(firstTextAt - receivedAt)
  }
  return { request: median(requestMs), firstText: median(firstTextMs) }
}
