import { setTimeout as delay } from 'node:timers/promises'
import { script } from '../../src/testing/modelServer.ts'
import { openEngine } from './engine.ts'
import type { EngineClient } from './engineClient.ts'
import { cpuOfTree, memoryOfTree, now, peakOf } from './measure.ts'
import { type Model, startModel } from './model.ts'
import { openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, alternate, expect, findingOf } from './rows.ts'

const rows: Row[] = [
  { id: 'H1', what: 'many threads at once', value: 'wall', unit: 'ms', aim: 0.2 },
  { id: 'H1', what: 'many threads at once: CPU of a call', value: 'cpu', unit: 'ms', aim: 0.2 },
  { id: 'H1', what: 'many threads at once: peak memory', value: 'peak', unit: 'MB', aim: 0.7 },
  { id: 'H2', what: 'memory of an idle thread', value: 'idle', unit: 'MB', aim: 0.5 },
]

/** A minute each in Codex: three runs say what five would. */
const MOST_RUNS = 3
/** Calls of one thread, and as many as a quick run makes. */
const MOST_CALLS = 20
/** What an engine does after its turns have ended is done by then. */
const QUIET_MS = 1000

/** H1 and H2: a hundred threads in one process, idle after a short turn each, and then all of them at work. */
export const threadsAtOnce: Group = {
  name: 'threadsAtOnce',
  rows,
  async measure(bench: Bench): Promise<Finding> {
    const { threads, runs } = bench.effort
    const calls = Math.min(bench.effort.calls, MOST_CALLS)
    const loop = script().calls('exec_command', { cmd: 'echo hello' }).times(calls)
    const model = await startModel({ rounds: [...script().says('Hello.').rounds, ...loop.says('Done.').rounds] })
    const lab = openLab(model.url)
    const fewer = { ...bench, effort: { ...bench.effort, runs: Math.min(runs, MOST_RUNS), warmUps: 0 } }
    try {
      const what = `${threads} threads with ${calls} calls each`
      return findingOf(
        rows,
        await alternate(fewer, what, async program => ({
          program,
          async once() {
            const client = await openEngine(lab.furnish(program))
            try {
              return await manyThreads(client, model, { threads, calls })
            } finally {
              await client.close()
            }
          },
        })),
      )
    } finally {
      await model.close()
      lab.remove()
    }
  },
}

/** The threads are watched by their client all the time, as if each were open in a window. */
async function manyThreads(client: EngineClient, model: Model, { threads, calls }: { threads: number; calls: number }) {
  const greet = async () => {
    const threadId = await client.startThread()
    await client.runTurn(threadId, 'hi')
    return threadId
  }
  await greet() // what the first thread loads is not every thread's
  await delay(QUIET_MS)
  const memoryBefore = memoryOfTree(client.pid)
  const ids: string[] = []
  for (let n = 0; n < threads; n++) ids.push(await greet())
  await delay(QUIET_MS)
  const idle = (memoryOfTree(client.pid) - memoryBefore) / threads

  model.takeRequests()
  const [startedAt, cpuBefore] = [now(), cpuOfTree(client.pid)]
  await Promise.all(ids.map(threadId => client.runTurn(threadId, 'loop')))
  const wall = now() - startedAt
  const cpu = (cpuOfTree(client.pid) - cpuBefore) / (threads * calls)
  const requests = model.takeRequests().length
  expect(requests === threads * (calls + 1), () => `${requests} requests came from ${threads} threads`)
  return { wall, cpu, peak: peakOf(client.pid), idle }
}
