import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openEngine } from './engine.ts'
import type { EngineClient } from './engineClient.ts'
import { median, now } from './measure.ts'
import { openLab } from './programs.ts'
import { type Bench, type Finding, type Group, type Row, alternate, expect, findingOf } from './rows.ts'
import type { Sample } from './rows.ts'

const FOLDERS = 400
/** A person who looks for one file, letter by letter. There is one of that name however many files there are. */
const WORD = 'module123-7'
/** The first letter may come before the folder has been read, and waits for that. */
const READ_WITHIN_MS = 60_000

const rows: Row[] = [
  { id: 'N1', what: 'many files: one by its name, first letter', value: 'first', unit: 'ms', aim: 1 },
  { id: 'N1', what: 'many files: one by its name, a keystroke', value: 'typical', unit: 'ms', aim: 30, absolute: true },
  { id: 'N1', what: 'many files: one by its name, slowest key', value: 'slowest', unit: 'ms', aim: 30, absolute: true },
]

/** N1: how long each letter of a file's name takes, in a folder with more files than anybody knows by heart. */
export const files: Group = {
  name: 'files',
  rows,
  async measure(bench: Bench): Promise<Finding> {
    const lab = openLab('http://127.0.0.1:9')
    try {
      const measured = await alternate(bench, 'finding files', async program => {
        const place = lab.furnish(program)
        bench.progress(`finding files: ${bench.effort.files} are made`)
        fill(place.workspace, bench.effort.files)
        const client = await openEngine(place)
        return {
          program,
          once: () => type(client, place.workspace),
          close: async () => {
            await client.close()
            rmSync(place.workspace, { recursive: true, force: true })
          },
        }
      })
      return findingOf(rows, measured)
    } finally {
      lab.remove()
    }
  },
}

function fill(workspace: string, count: number): void {
  for (let folder = 0; folder < FOLDERS; folder += 1) {
    const path = join(workspace, `package${folder % 20}`, `source${folder}`)
    mkdirSync(path, { recursive: true })
    for (let file = 0; file < count / FOLDERS; file += 1) writeFileSync(join(path, `module${folder}-${file}.ts`), '')
  }
}

async function type(client: EngineClient, folder: string): Promise<Sample> {
  const times: number[] = []
  for (let length = 1; length <= WORD.length; length += 1) {
    const askedAt = now()
    let found = await client.findFiles(folder, WORD.slice(0, length))
    while (found === 0 && length === 1 && now() - askedAt < READ_WITHIN_MS)
      found = await client.findFiles(folder, WORD.slice(0, length))
    times.push(now() - askedAt)
    expect(found > 0, () => `nothing is called ${WORD.slice(0, length)}`)
  }
  const [first = Number.NaN, ...others] = times
  return { first, typical: median(others), slowest: Math.max(...others) }
}
