import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { script } from '../../src/testing/modelServer.ts'
import { type SandboxMode, execRun } from './execRun.ts'
import { startModel } from './model.ts'
import type { Lab } from './programs.ts'
import { memoryFolder, openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, alternate, expect, findingOf } from './rows.ts'

/** One patch that is timed: from the request that it answers to the request that tells of its end. */
interface Case {
  row: Row
  sandbox: SandboxMode
  /** Whether its files are kept in memory: see `memoryFolder`. */
  inMemory?: true
  patch: string
  /** Brings the workspace to where the patch begins. */
  prepare(workspace: string): void
  isApplied(workspace: string): boolean
}

const rowOf = (id: string, what: string, aim: number): Row => ({ id, what, value: 'applied', unit: 'ms', aim })

const LINES = 5_000
const HUNKS = 200
const STEP = LINES / HUNKS
const FILE = 'long.txt'

const lines = Array.from({ length: LINES }, (_, n) => `line ${n} of a long file`)
const isChanged = (n: number) => n % STEP === STEP / 2 - 0.5
const before = `${lines.join('\n')}\n`
const after = `${lines.map((line, n) => (isChanged(n) ? `${line}, changed` : line)).join('\n')}\n`

const hunks = lines.flatMap((line, n) =>
  isChanged(n) ? ['@@', ` ${lines[n - 1]}`, `-${line}`, `+${line}, changed`, ` ${lines[n + 1]}`] : [],
)

/** Many hunks in a long file. */
const longFile: Omit<Case, 'row' | 'sandbox'> = {
  patch: [`*** Update File: ${FILE}`, ...hunks].join('\n'),
  prepare: workspace => writeFileSync(join(workspace, FILE), before),
  isApplied: workspace => readFileSync(join(workspace, FILE), 'utf8') === after,
}

const FOLDER = 'many'
const FILES_A_FOLDER = 50

const names = (count: number) =>
  Array.from({ length: count }, (_, n) => `${FOLDER}/part${Math.floor(n / FILES_A_FOLDER)}/file${n}.txt`)
const body = (name: string, word: string) => [`# ${name}`, 'one', word, 'three', 'four']
const textOf = (name: string, word: string) => `${body(name, word).join('\n')}\n`

const has = (workspace: string, count: number, word: string) =>
  names(count).every(name => readFileSync(join(workspace, name), 'utf8') === textOf(name, word)) &&
  readdirSync(join(workspace, FOLDER), { recursive: true }).length === count + count / FILES_A_FOLDER

/** Many small files that are new. */
const newFiles = (count: number): Omit<Case, 'row' | 'sandbox'> => ({
  patch: names(count)
    .flatMap(name => [`*** Add File: ${name}`, ...body(name, 'two').map(line => `+${line}`)])
    .join('\n'),
  prepare: workspace => rmSync(join(workspace, FOLDER), { recursive: true, force: true }),
  isApplied: workspace => has(workspace, count, 'two'),
})

/** One line changed in each of many small files. */
const changedFiles = (count: number): Omit<Case, 'row' | 'sandbox'> => ({
  patch: names(count)
    .flatMap(name => [`*** Update File: ${name}`, '@@', ' one', '-two', '+2', ' three'])
    .join('\n'),
  prepare(workspace) {
    for (const name of names(count)) {
      mkdirSync(join(workspace, name, '..'), { recursive: true })
      writeFileSync(join(workspace, name), textOf(name, 'two'))
    }
  },
  isApplied: workspace => has(workspace, count, '2'),
})

const cases: Case[] = [
  { row: rowOf('G1', 'patch of 200 hunks, full access', 0.5), sandbox: 'danger-full-access', ...longFile },
  { row: rowOf('G1', 'patch of 200 hunks, workspace-write', 0.4), sandbox: 'workspace-write', ...longFile },
  {
    row: rowOf('G2', 'patch that adds 1,000 files', 0.7),
    sandbox: 'danger-full-access',
    inMemory: true,
    ...newFiles(1_000),
  },
  {
    row: rowOf('G2', 'patch that changes 1,000 files', 0.7),
    sandbox: 'danger-full-access',
    inMemory: true,
    ...changedFiles(1_000),
  },
  {
    row: rowOf('G3', 'patch that adds 100 files, workspace-write', 0.05),
    sandbox: 'workspace-write',
    ...newFiles(100),
  },
]

/** Patches: one of many hunks, and many of one. */
export const patch: Group = {
  name: 'patch',
  rows: cases.map(each => each.row),
  async measure(bench: Bench): Promise<Finding> {
    const finding: Finding = { rows: [], growth: [], problems: [] }
    for (const each of cases) {
      const { rows, problems } = await measured(bench, each)
      finding.rows.push(...rows)
      finding.problems.push(...problems)
    }
    return finding
  },
}

async function measured(bench: Bench, one: Case): Promise<Finding> {
  const model = await startModel(script().patch(one.patch).says('Done.'))
  let lab: Lab | null = null
  try {
    lab = openLab(model.url, one.inMemory ? memoryFolder() : undefined)
    const { furnish } = lab
    const samples = await alternate(bench, one.row.what, async program => {
      const place = furnish(program)
      return {
        program,
        async once() {
          one.prepare(place.workspace)
          const { requests } = await execRun(place, model, 'patch', one.sandbox)
          expect(one.isApplied(place.workspace), () => 'the patch was not applied')
          const [asked, told] = requests
          return { applied: (told?.receivedAt ?? Number.NaN) - (asked?.receivedAt ?? Number.NaN) }
        },
      }
    })
    return findingOf([one.row], samples)
  } finally {
    await model.close()
    lab?.remove()
  }
}
