import { openEngine } from './engine.ts'
import { execRun } from './execRun.ts'
import { cpuOf } from './measure.ts'
import { type Model, startModel, streamed } from './model.ts'
import { type Lab, openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, alternate, expect, findingOf } from './rows.ts'

const toClient: Row[] = [
  { id: 'D1', what: 'long answer to a client', value: 'wall', unit: 'ms', aim: 0.2 },
  { id: 'D1', what: 'long answer to a client: CPU', value: 'cpu', unit: 'ms', aim: 0.2 },
  { id: 'D1', what: 'long answer to a client: on the wire', value: 'wire', unit: 'MB', aim: 0.3 },
]
const toShell: Row[] = [{ id: 'D2', what: 'long answer through exec --json', value: 'wall', unit: 'ms', aim: 1 }]

/** D1 and D2: an answer of 200,000 deltas of five characters, to a client of a running engine and through `exec`. */
export const stream: Group = {
  name: 'stream',
  rows: [...toClient, ...toShell],
  async measure(bench: Bench): Promise<Finding> {
    const model = await startModel({ rounds: [streamed(bench.effort.deltas)] })
    const lab = openLab(model.url)
    try {
      const client = findingOf(toClient, await streamsToClient(bench, lab))
      const shell = findingOf(toShell, await streamsToShell(bench, lab, model))
      return { rows: [...client.rows, ...shell.rows], growth: [], problems: [...client.problems, ...shell.problems] }
    } finally {
      await model.close()
      lab.remove()
    }
  },
}

/** Ten seconds each in Codex: three runs say what five would. */
function streamsToClient(bench: Bench, lab: Lab) {
  const effort = { ...bench.effort, runs: Math.min(bench.effort.runs, 3) }
  return alternate({ ...bench, effort }, 'a long answer to a client', async program => {
    const client = await openEngine(lab.furnish(program))
    return {
      program,
      close: client.close,
      async once() {
        const threadId = await client.startThread()
        const [cpuBefore, bytesBefore] = [cpuOf(client.pid), client.bytesReceived()]
        const { sentAt, endedAt, textLength } = await client.runTurn(threadId, 'Tell a long story.')
        expect(textLength === 5 * bench.effort.deltas, () => `${textLength} characters of text came`)
        return {
          wall: endedAt - sentAt,
          cpu: cpuOf(client.pid) - cpuBefore,
          wire: (client.bytesReceived() - bytesBefore) / 2 ** 20,
        }
      },
    }
  })
}

function streamsToShell(bench: Bench, lab: Lab, model: Model) {
  const { deltas } = bench.effort
  return alternate(bench, 'a long answer through exec', async program => {
    const place = lab.furnish(program)
    return {
      program,
      async once() {
        const { items, wallMs } = await execRun(place, model, 'Tell a long story.')
        const told = items.find(item => item.type === 'agent_message')?.text
        expect(typeof told === 'string' && told.length === 5 * deltas, () => 'the answer is not whole')
        return { wall: wallMs }
      },
    }
  })
}
