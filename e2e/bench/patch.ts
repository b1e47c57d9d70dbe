import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { script } from '../../src/testing/modelServer.ts'
import { type SandboxMode, execRun } from './execRun.ts'
import { type Model, startModel } from './model.ts'
import { type Lab, openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, alternate, expect, findingOf } from './rows.ts'

const fullAccess: Row[] = [
  { id: 'G1', what: 'patch of 200 hunks, full access', value: 'applied', unit: 'ms', aim: 0.5 },
]
const sandboxed: Row[] = [
  { id: 'G1', what: 'patch of 200 hunks, workspace-write', value: 'applied', unit: 'ms', aim: 0.4 },
]

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
const PATCH = [`*** Update File: ${FILE}`, ...hunks].join('\n')

/** G1: one patch with many hunks in a long file. */
export const patch: Group = {
  name: 'patch',
  rows: [...fullAccess, ...sandboxed],
  async measure(bench: Bench): Promise<Finding> {
    const model = await startModel(script().patch(PATCH).says('Done.'))
    const lab = openLab(model.url)
    try {
      const full = findingOf(fullAccess, await patches(bench, model, lab, 'danger-full-access'))
      const boxed = findingOf(sandboxed, await patches(bench, model, lab, 'workspace-write'))
      return { rows: [...full.rows, ...boxed.rows], growth: [], problems: [...full.problems, ...boxed.problems] }
    } finally {
      await model.close()
      lab.remove()
    }
  },
}

function patches(bench: Bench, model: Model, lab: Lab, sandbox: SandboxMode) {
  return alternate(bench, `a patch, ${sandbox}`, async program => {
    const place = lab.furnish(program)
    const path = join(place.workspace, FILE)
    return {
      program,
      async once() {
        writeFileSync(path, before)
        const { requests } = await execRun(place, model, 'patch', sandbox)
        expect(readFileSync(path, 'utf8') === after, () => 'the patch was not applied')
        const [asked, told] = requests
        return { applied: (told?.receivedAt ?? Number.NaN) - (asked?.receivedAt ?? Number.NaN) }
      },
    }
  })
}
