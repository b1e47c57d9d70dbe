import { setTimeout as delay } from 'node:timers/promises'
import { rmSync } from 'node:fs'
import { openEngine } from './engine.ts'
import type { EngineClient } from './engineClient.ts'
import { median, now } from './measure.ts'
import { type Place, openLab } from './programs.ts'
import type { Program } from './programs.ts'
import { type Bench, type Finding, type Group, type GrowthRow, type Row, alternate, expect, findingOf } from './rows.ts'
import type { Sample } from './rows.ts'
import { manySessions, putAllInto, wordOf } from './sessionCorpus.ts'

/** Threads that somebody sees who opens the workbench. */
const SHOWN = 50
/** A run of Codex takes ten seconds: three say what five would. */
const MOST_RUNS = 3
/** Homes of which the largest is the one of the rows. */
const FACTORS = [1, 10, 100]
const LARGEST = 100
/** A hundredth of less is nothing, and quick runs are to be quick. */
const WORTH_GROWING = 1_000

const built: Row[] = [
  { id: 'L1', what: 'many sessions, no index: start to the newest 50', value: 'usable', unit: 'ms', aim: 0.05 },
  { id: 'L1', what: 'many sessions, no index: start to complete', value: 'complete', unit: 'ms', aim: 0.5 },
]
const asked: Row[] = [
  { id: 'L2', what: 'the newest 50', value: 'newest', unit: 'ms', aim: 0.1 },
  { id: 'L2', what: 'page through all', value: 'all', unit: 'ms', aim: 0.05 },
  { id: 'L3', what: 'search: a word of one session', value: 'rare', unit: 'ms', aim: 0.02 },
  { id: 'L3', what: 'search: a word that all sessions have', value: 'frequent', unit: 'ms', aim: 0.02 },
]

/** L1 to L3: homes with more sessions than anybody can overlook. Heddle searches all that was said, Codex first messages. */
export const sessions: Group = {
  name: 'sessions',
  rows: [...built, ...asked],
  async measure(everything: Bench): Promise<Finding> {
    const { runs, sessions: count } = everything.effort
    const bench = { ...everything, effort: { ...everything.effort, runs: Math.min(runs, MOST_RUNS) } }
    const slow = { ...bench, effort: { ...bench.effort, warmUps: 0 } }
    const lab = openLab('http://127.0.0.1:9')
    const filled = (program: Program, sessionCount = count): Place => {
      bench.progress(`many sessions: ${program.name} is given ${sessionCount}`)
      const place = lab.furnish(program)
      putAllInto(place, manySessions(sessionCount))
      return place
    }
    const finding: Finding = { rows: [], growth: [], problems: [] }
    const measured = async (rows: Row[], what: string, prepare: Parameters<typeof alternate>[2]) => {
      if (!rows.some(row => bench.isWanted(row.id))) return
      const found = findingOf(rows, await alternate(rows === built ? slow : bench, what, prepare))
      finding.rows.push(...found.rows)
      finding.problems.push(...found.problems)
    }
    try {
      await measured(built, 'reading many sessions', async program => ({
        program,
        once: async () => {
          const place = filled(program)
          try {
            return await build(place, count)
          } finally {
            rmSync(place.home, { recursive: true, force: true })
          }
        },
      }))
      await measured(asked, 'many sessions, listed and searched', async program => {
        const client = await opened(filled(program))
        return { program, once: () => ask(client, count), close: client.close }
      })
      if (bench.isWanted('L2') && count >= WORTH_GROWING) {
        const grown = await growth(bench, filled)
        finding.growth.push(...grown.rows)
        finding.problems.push(...grown.problems)
      }
      return finding
    } finally {
      lab.remove()
    }
  },
}

/** From the start of a program that has never seen these sessions. */
async function build(place: Place, count: number): Promise<Sample> {
  const startedAt = now()
  const client = await openEngine(place)
  try {
    const wanted = Math.min(SHOWN, count)
    for (;;) {
      if ((await client.listNewest(SHOWN)) >= wanted) break
      await delay(5)
    }
    const usable = now() - startedAt
    await client.indexed()
    const complete = now() - startedAt
    const all = await client.listAll()
    expect(all === count, () => `${all} of ${count} sessions are listed`)
    return { usable, complete }
  } finally {
    await client.close()
  }
}

/** An engine that has read all there is. */
async function opened(place: Place): Promise<EngineClient> {
  const client = await openEngine(place)
  await client.indexed()
  return client
}

async function timed(action: () => Promise<number>, isRight: (count: number) => boolean): Promise<number> {
  const askedAt = now()
  const count = await action()
  const took = now() - askedAt
  expect(isRight(count), () => `${count} came`)
  return took
}

async function ask(client: EngineClient, count: number): Promise<Sample> {
  const shown = Math.min(SHOWN, count)
  return {
    newest: await timed(
      () => client.listNewest(SHOWN),
      came => came === shown,
    ),
    all: await timed(
      () => client.listAll(),
      came => came === count,
    ),
    rare: await timed(
      () => client.search(wordOf(Math.floor(count / 2))),
      came => came === 1,
    ),
    frequent: await timed(
      () => client.search('about'),
      came => came === shown,
    ),
  }
}

/** What the newest 50 cost in homes of growing size. */
async function growth(
  bench: Bench,
  filled: (program: Program, count: number) => Place,
): Promise<{ rows: GrowthRow[]; problems: string[] }> {
  const rows: GrowthRow[] = []
  const problems: string[] = []
  for (const program of bench.programs) {
    const points: GrowthRow['points'] = []
    try {
      for (const factor of FACTORS) {
        const count = Math.max(1, Math.round((bench.effort.sessions * factor) / LARGEST))
        const client = await opened(filled(program, count))
        try {
          const ms: number[] = []
          for (let run = 0; run < 2 * bench.effort.runs + 1; run++)
            ms.push(
              await timed(
                () => client.listNewest(SHOWN),
                came => came === Math.min(SHOWN, count),
              ),
            )
          points.push({ factor, ms: median(ms) })
        } finally {
          await client.close()
        }
      }
      rows.push({ id: 'L2', what: 'the newest 50 of more sessions', program: program.name, unit: 'ms', points })
    } catch (error) {
      problems.push(`a growing home, ${program.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return { rows, problems }
}
