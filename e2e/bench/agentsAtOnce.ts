import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { MARKS, leadOf } from '../../src/testing/manyAgents.ts'
import type { EngineClient } from './engineClient.ts'
import { openHeddleEngine } from './heddleEngine.ts'
import { descendantsOf } from './measure.ts'
import { startModel } from './model.ts'
import { type Place, openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, type Sample, alternate, expect, findingOf } from './rows.ts'

const rows: Row[] = [
  {
    id: 'H3',
    what: 'roots with 3 agents each: event-loop delay, p99',
    value: 'delay',
    unit: 'ms',
    aim: 50,
    absolute: true,
  },
  {
    id: 'H3',
    what: 'roots with 3 agents each: own work of the loop, p99',
    value: 'own',
    unit: 'ms',
    aim: 50,
    absolute: true,
  },
]

const AGENTS = 3
const MOST_CALLS = 20
/** Within this, what a finished run leaves is gone: sandboxes of closed threads, connections nobody uses. */
const PATIENCE_MS = 60_000

/** H3: a hundred roots that lead three agents each, all in one process: nobody waits for the others, nothing is left over. */
export const agentsAtOnce: Group = {
  name: 'agentsAtOnce',
  rows,
  async measure(bench: Bench): Promise<Finding> {
    const { threads: roots } = bench.effort
    const calls = Math.min(bench.effort.calls, MOST_CALLS)
    const model = await startModel(join(import.meta.dirname, '../../src/testing/manyAgents.ts'))
    const lab = openLab(model.url)
    const once: Bench = {
      ...bench,
      // Codex has nothing like it: its agents share a budget of four.
      programs: bench.programs.filter(({ name }) => name === 'heddle'),
      effort: { ...bench.effort, runs: 1, warmUps: 0 },
    }
    try {
      const what = `${roots} roots with ${AGENTS} agents of ${calls} calls`
      const measured = await alternate(once, what, async program => {
        const place = sandboxed(lab.furnish(program))
        return { program, once: () => run(place, { roots, calls }) }
      })
      return findingOf(rows, measured)
    } finally {
      await model.close()
      lab.remove()
    }
  },
}

/** Commands run in sandboxes, which are processes that have to go as well. */
function sandboxed(place: Place): Place {
  const path = join(place.home, 'config.toml')
  writeFileSync(path, readFileSync(path, 'utf8').replace('danger-full-access', 'workspace-write'))
  return place
}

async function run(place: Place, { roots, calls }: { roots: number; calls: number }): Promise<Sample> {
  const probe = createProbe(place)
  const client = await openHeddleEngine(probe.place)
  try {
    const ids: string[] = []
    for (let n = 0; n <= roots; n++) ids.push(await client.startThread())
    const [first = '', ...others] = ids
    // What the first run loads stays, and is no leak.
    await client.runTurn(first, leadOf(AGENTS, 1))
    const before = await left(client)
    await probe.read(client)
    await Promise.all(others.map(threadId => client.runTurn(threadId, leadOf(AGENTS, calls))))
    const { delayMs, ownMs } = await probe.read(client)
    const ran = readFileSync(join(place.workspace, MARKS), 'utf8').trim().split('\n').length
    const wanted = AGENTS * (1 + roots * calls)
    expect(ran === wanted, () => `${ran} of ${wanted} commands ran`)
    await nothingMore(client, before)
    return { delay: delayMs, own: ownMs }
  } finally {
    await client.close()
  }
}

interface Left {
  processes: number
  /** Descriptors of pipes and terminals, which belong to commands. */
  pipes: number
}

async function left({ pid }: EngineClient): Promise<Left> {
  const folder = `/proc/${pid}/fd`
  const targets = existsSync(folder) ? readdirSync(folder).map(name => targetOf(join(folder, name))) : []
  return {
    processes: descendantsOf(pid).length,
    pipes: targets.filter(target => /^pipe:|^\/dev\/(pts|ptmx)/.test(target)).length,
  }
}

function targetOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return '' // closed meanwhile
  }
}

async function nothingMore(client: EngineClient, before: Left): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += 250) {
    const now = await left(client)
    if (now.processes <= before.processes && now.pipes <= before.pipes) return
    const tell = () => `left over: ${JSON.stringify(now)}, where there was ${JSON.stringify(before)}`
    expect(waitedMs < PATIENCE_MS, tell)
    await delay(250)
  }
}

/** The engine of a place, with a look at its event loop. */
function createProbe(place: Place) {
  const path = join(place.home, 'loop.json')
  const hook = `--import=${join(import.meta.dirname, 'loopProbe.mjs')}`
  const command: Place['command'] = (...args) => {
    const { env, ...rest } = place.command(...args)
    return { ...rest, env: { ...env, NODE_OPTIONS: hook, HEDDLE_LOOP_PROBE: path } }
  }
  return {
    place: { ...place, command },
    /** What was seen since it was read before. */
    async read({ pid }: EngineClient): Promise<{ delayMs: number; ownMs: number }> {
      rmSync(path, { force: true })
      process.kill(pid, 'SIGUSR2')
      while (!existsSync(path)) await delay(20)
      return JSON.parse(readFileSync(path, 'utf8')) as { delayMs: number; ownMs: number }
    },
  }
}
