import { readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { createStore } from '../../src/main/engine/store/store.ts'
import { script } from '../../src/testing/modelServer.ts'
import { type LongThread, longThread, putInto } from './corpus.ts'
import { ITEMS_OF_A_TURN } from './corpusLines.ts'
import { openEngine } from './engine.ts'
import type { EngineClient } from './engineClient.ts'
import { execResume } from './execRun.ts'
import { median, now, peakOf } from './measure.ts'
import { type Model, type RequestNote, startModel } from './model.ts'
import { type Place, openLab } from './programs.ts'
import type { Program } from './programs.ts'
import { type Bench, type Finding, type Group, type GrowthRow, type Row, alternate, expect, findingOf } from './rows.ts'
import type { Sample } from './rows.ts'

/** Turns that somebody sees who opens a thread. */
const SHOWN = 20
/** Of those that take seconds three say what five would. */
const LONG_RUNS = 3
/** Threads of which the longest is the one of the rows. */
const FACTORS = [1, 10, 100]
const LONGEST = 100
const ANSWERS = 1_000

const opened: Row[] = [
  { id: 'E1', what: 'long thread: last 20 turns, index in place', value: 'shown', unit: 'ms', aim: 0.3 },
]
const neverOpened: Row[] = [
  { id: 'E2', what: 'long thread: last 20 turns, never opened before', value: 'shown', unit: 'ms', aim: 0.2 },
]
/**
 * A thread that is ready may have left its history on disk: what that costs shows in the request of its next turn, and
 * in the memory after it. Of memory only that of a whole thread has an aim of its own; the rest may not be worse.
 */
const resumed = (kind: string, aim: { ms: number; memory: number }): Row[] => [
  { id: 'E3', what: `resume it, ${kind}: ready for a turn`, value: 'resumed', unit: 'ms', aim: aim.ms },
  { id: 'E3', what: `resume it, ${kind}: to the request of a turn`, value: 'request', unit: 'ms', aim: 0.7 },
  { id: 'E5', what: `memory with it resumed, ${kind}`, value: 'memory', unit: 'MB', aim: aim.memory },
  { id: 'E5', what: `memory after a turn of it, ${kind}`, value: 'memoryAfterTurn', unit: 'MB', aim: 1 },
]
const resumedWhole = resumed('whole', { ms: 0.3, memory: 0.5 })
const resumedCompacted = resumed('compacted', { ms: 0.5, memory: 1 })
const fromShell = (kind: string): Row[] => [
  { id: 'E4', what: `exec resume, ${kind}: start to request`, value: 'request', unit: 'ms', aim: 0.7 },
]
const fromShellWhole = fromShell('whole')
const fromShellCompacted = fromShell('compacted')
const forked: Row[] = [
  { id: 'F1', what: 'fork it', value: 'forked', unit: 'ms', aim: 0.03 },
  { id: 'F1', what: 'fork it: on disk', value: 'onDisk', unit: 'kB', aim: 1 },
]

/** Rows of which a run takes seconds. */
const long = [neverOpened, resumedWhole, fromShellWhole]

/** E1 to E5 and F1: threads so long that nobody wants to read them as a whole, programs included. */
export const threads: Group = {
  name: 'threads',
  rows: [opened, neverOpened, resumedWhole, resumedCompacted, fromShellWhole, fromShellCompacted, forked].flat(),
  async measure(bench: Bench): Promise<Finding> {
    const { runs, longTurns } = bench.effort
    const fewer: Bench = { ...bench, effort: { ...bench.effort, runs: Math.min(runs, LONG_RUNS) } }
    const lengths = FACTORS.map(factor => longThread({ turns: (longTurns * factor) / LONGEST, compacted: false }))
    const whole = longThread({ turns: longTurns, compacted: false })
    const compacted = longThread({ turns: longTurns, compacted: true })
    const model = await startModel(script().says('Done.').times(ANSWERS))
    const lab = openLab(model.url)
    const homes = new Map<Program, Promise<Place>>()
    /** The program's home, with all threads in it and its index of them made. */
    const homeOf = (program: Program): Promise<Place> => {
      const known = homes.get(program)
      if (known) return known
      bench.progress(`long threads: ${program.name} makes its index`)
      const made = indexed(lab.furnish(program), [...lengths, compacted])
      homes.set(program, made)
      return made
    }
    const finding: Finding = { rows: [], growth: [], problems: [] }
    const measured = async (rows: Row[], what: string, once: (place: Place) => Promise<Sample>) => {
      if (!rows.some(row => bench.isWanted(row.id))) return
      const found = findingOf(
        rows,
        await alternate(long.includes(rows) ? fewer : bench, what, async program => {
          const place = rows === neverOpened ? null : await homeOf(program)
          return { program, once: () => once(place ?? lab.furnish(program)) }
        }),
      )
      finding.rows.push(...found.rows)
      finding.problems.push(...found.problems)
    }
    try {
      await measured(opened, 'opening a long thread', place => show(place, whole))
      await measured(neverOpened, 'opening a long thread for the first time', place => showNew(place, whole))
      await measured(resumedWhole, 'resuming a long thread', place => resume(place, model, whole))
      await measured(resumedCompacted, 'resuming a compacted thread', place => resume(place, model, compacted))
      await measured(fromShellWhole, 'exec resume of a long thread', place => execute(place, model, whole))
      await measured(fromShellCompacted, 'exec resume of a compacted thread', place => execute(place, model, compacted))
      await measured(forked, 'forking a long thread', place => fork(place, whole))
      if (['E1', 'F1'].some(bench.isWanted)) {
        const grown = await growth(bench, homeOf, lengths)
        finding.growth.push(...grown.rows)
        finding.problems.push(...grown.problems)
      }
      return finding
    } finally {
      await model.close()
      lab.remove()
    }
  },
}

async function indexed(place: Place, all: readonly LongThread[]): Promise<Place> {
  for (const thread of all) putInto(place, thread)
  if (place.program.name === 'heddle') {
    const store = createStore({ homePath: place.home })
    await store.sweep()
    store.close()
  }
  // What is known of the inside of a thread is known since somebody opened it.
  await withEngine(place, async client => {
    for (const { threadId } of all) await client.showEnd(threadId, SHOWN)
  })
  return place
}

/** Engines look after their homes when they start; here somebody has been at work for a while. */
const SETTLED_MS = 300

/** Does something with an engine that runs, and has no thread open. */
async function withEngine<T>(place: Place, action: (client: EngineClient) => Promise<T>): Promise<T> {
  const client = await openEngine(place)
  try {
    await delay(SETTLED_MS)
    return await action(client)
  } finally {
    await client.close()
  }
}

const show = (place: Place, thread: LongThread) => withEngine(place, client => showEnd(client, thread))

async function showEnd(client: EngineClient, { threadId, turns }: LongThread): Promise<Sample> {
  const askedAt = now()
  const count = await client.showEnd(threadId, SHOWN)
  const shown = now() - askedAt
  expect(count >= Math.min(SHOWN, turns), () => `${count} turns were shown`)
  return { shown }
}

/** The thread comes from elsewhere into a new home whose engine runs already: nobody has read it yet. */
async function showNew(place: Place, thread: LongThread): Promise<Sample> {
  const sample = await withEngine(place, client => {
    putInto(place, thread)
    return showEnd(client, thread)
  })
  rmSync(place.home, { recursive: true, force: true })
  return sample
}

const resume = (place: Place, model: Model, thread: LongThread) =>
  withEngine(place, async (client): Promise<Sample> => {
    const { threadId } = thread
    const askedAt = now()
    await client.resume(threadId)
    const resumedMs = now() - askedAt
    const memory = peakOf(client.pid)
    model.takeRequests()
    const { sentAt } = await client.runTurn(threadId, 'go on')
    const request = onlyRequest(thread, model.takeRequests())
    const requestMs = request.receivedAt - sentAt
    return { resumed: resumedMs, request: resumedMs + requestMs, memory, memoryAfterTurn: peakOf(client.pid) }
  })

async function execute(place: Place, model: Model, thread: LongThread): Promise<Sample> {
  const { firstRequestMs, requests } = await execResume(place, model, thread.threadId, 'go on')
  onlyRequest(thread, requests)
  return { request: firstRequestMs }
}

/** The request of a turn that went on with the thread as it is: one that compacts first does another thing. */
function onlyRequest({ turns, compacted }: LongThread, requests: readonly RequestNote[]): RequestNote {
  const [request, ...others] = requests
  const isWhole = request !== undefined && request.entries >= turns * ITEMS_OF_A_TURN
  if (!request || others.length > 0 || isWhole === compacted) {
    throw new Error(`the turn made requests with ${requests.map(({ entries }) => entries).join(', ')} items`)
  }
  return request
}

async function fork(place: Place, { threadId }: LongThread): Promise<Sample> {
  const { forkId, forkedMs } = await withEngine(place, async client => {
    const askedAt = now()
    const id = await client.fork(threadId)
    return { forkId: id, forkedMs: now() - askedAt }
  })
  const onDisk = bytesOf(place, forkId) / 1024
  expect(onDisk > 0, () => 'the fork is not on disk')
  return { forked: forkedMs, onDisk }
}

/** Bytes of the files that are only this thread's. */
function bytesOf({ home }: Place, threadId: string): number {
  const sessions = join(home, 'sessions')
  const files = readdirSync(sessions, { recursive: true, encoding: 'utf8' }).filter(name => name.includes(threadId))
  return files.reduce((sum, name) => sum + statSync(join(sessions, name)).size, 0)
}

/** What E1 and F1 cost in threads of growing length. */
async function growth(
  bench: Bench,
  homeOf: (program: Program) => Promise<Place>,
  lengths: readonly LongThread[],
): Promise<{ rows: GrowthRow[]; problems: string[] }> {
  const rows: GrowthRow[] = []
  const problems: string[] = []
  const costs: [id: string, what: string, once: (place: Place, thread: LongThread) => Promise<number>][] = [
    ['E1', 'last 20 turns', async (place, thread) => (await show(place, thread)).shown ?? Number.NaN],
    ['F1', 'a fork', async (place, thread) => (await fork(place, thread)).forked ?? Number.NaN],
  ]
  for (const [id, what, once] of costs.filter(cost => bench.isWanted(cost[0]))) {
    for (const program of bench.programs) {
      try {
        const place = await homeOf(program)
        const points: GrowthRow['points'] = []
        for (const [n, thread] of lengths.entries()) {
          bench.progress(`${what} of a growing thread: ${program.name}, ${thread.turns} turns`)
          const ms: number[] = []
          for (let run = 0; run < bench.effort.runs; run++) ms.push(await once(place, thread))
          points.push({ factor: FACTORS[n] ?? Number.NaN, ms: median(ms) })
        }
        rows.push({ id, what, program: program.name, unit: 'ms', points })
      } catch (error) {
        problems.push(`${what} of a growing thread, ${program.name}: ${error instanceof Error ? error.message : error}`)
      }
    }
  }
  return { rows, problems }
}
