/**
 * Measures the built product against the real Codex, on the same scripted model, in the same minutes.
 *
 *     npm run bench                    all rows
 *     npm run bench -- A1 B            rows by name or by the beginning of a name
 *     npm run bench -- --runs 9        medians over so many runs
 *     npm run bench -- --quick         one small run of each: does the bench still work?
 *
 * The figures of one machine mean little; the ratios are what counts. Exit code 1 when Heddle could not be measured.
 */
import { cpus, loadavg } from 'node:os'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { agentsAtOnce } from './agentsAtOnce.ts'
import { commands } from './commands.ts'
import { engine } from './engine.ts'
import { userInterface } from './interface/interface.ts'
import { files } from './files.ts'
import { exitOnSignals } from './lifetime.ts'
import { patch } from './patch.ts'
import { findPrograms } from './programs.ts'
import type { Bench, Effort, Finding } from './rows.ts'
import { sandbox } from './sandbox.ts'
import { sessions } from './sessions.ts'
import { startup } from './startup.ts'
import { stream } from './stream.ts'
import { linesOf, printGrowth, printLines } from './table.ts'
import { threads } from './threads.ts'
import { threadsAtOnce } from './threadsAtOnce.ts'
import { toolLoop } from './toolLoop.ts'

const groups = [
  startup,
  engine,
  toolLoop,
  commands,
  stream,
  threads,
  sessions,
  files,
  patch,
  sandbox,
  threadsAtOnce,
  agentsAtOnce,
  userInterface,
]

const ROOT = resolve(import.meta.dirname, '../..')
const REPORT = join(ROOT, '.cache/bench/latest.json')

const FULL: Effort = {
  runs: 5,
  warmUps: 1,
  calls: 100,
  turns: 20,
  deltas: 200_000,
  floodBytes: 1_000_000_000,
  longTurns: 4_000,
  sessions: 10_000,
  files: 100_000,
  threads: 100,
  streamSeconds: 60,
}
const QUICK: Effort = {
  runs: 1,
  warmUps: 0,
  calls: 5,
  turns: 3,
  deltas: 2_000,
  floodBytes: 20_000_000,
  longTurns: 300,
  sessions: 300,
  files: 4_000,
  threads: 4,
  streamSeconds: 4,
}

/** Groups that a quick run looks at together: some of them mostly wait. */
const QUICK_AT_ONCE = 3

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string' }, quick: { type: 'boolean', default: false } },
  })
  const basis = values.quick ? QUICK : FULL
  const effort = values.runs === undefined ? basis : { ...basis, runs: Math.max(1, Number(values.runs)) }
  const isWanted = (id: string) => positionals.length === 0 || positionals.some(wanted => id.startsWith(wanted))
  const { programs, missing } = findPrograms()
  for (const reason of missing) console.log(`Without Codex there are no ratios: ${reason}`)

  const wanted = groups.filter(group => group.rows.some(row => isWanted(row.id)))
  const findings = await pooled(wanted, values.quick ? QUICK_AT_ONCE : 1, group =>
    group.measure({ programs, effort, isWanted, progress }),
  )
  const finding: Finding = {
    rows: findings.flatMap(({ rows }) => rows.filter(({ row }) => isWanted(row.id))),
    growth: findings.flatMap(({ growth }) => growth),
    problems: findings.flatMap(({ problems }) => problems),
  }
  progress('')
  report(finding, effort, values.quick)
  return finding.rows.length > 0 && finding.rows.every(({ samples }) => samples.heddle.length > 0) ? 0 : 1
}

/** Does the work for each item, so many at a time. Results are in the order of the items. */
async function pooled<T, R>(items: readonly T[], atOnce: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = []
  let next = 0
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await work(items[at] as T)
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return results
}

function report(finding: Finding, effort: Effort, quick: boolean): void {
  const lines = linesOf(finding)
  if (lines.length > 0) console.log(`\n${printLines(lines)}`)
  if (finding.growth.length > 0) console.log(`\n${printGrowth(finding.growth)}`)
  for (const problem of finding.problems) console.log(`\nnot measured: ${problem.trim()}`)
  const machine = { node: process.version, cores: cpus().length, model: cpus()[0]?.model, load: loadavg() }
  mkdirSync(dirname(REPORT), { recursive: true })
  const written = {
    at: new Date().toISOString(),
    machine,
    effort,
    lines,
    growth: finding.growth,
    problems: finding.problems,
  }
  writeFileSync(REPORT, `${JSON.stringify(written, null, 2)}\n`)
  if (quick) console.log('\nA quick run shows that everything can be measured; its figures judge nothing.')
  console.log(`\nAll figures: ${relative(ROOT, REPORT)}`)
}

/** One line that is written over, on a terminal; nothing elsewhere. */
const progress: Bench['progress'] = what => {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${what}`)
}

exitOnSignals()
process.exitCode = await main()
