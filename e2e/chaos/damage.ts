import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ledgerOf } from './effects.ts'
import { isAgent, readLog } from './onDisk.ts'
import type { Place } from './place.ts'
import { rolloutPaths } from './place.ts'
import type { Random } from './random.ts'

/**
 * Cuts the last line of a rollout somewhere, as a power cut does with what was never synced. Only a line that nobody was
 * told of, and that allows no effect: those were synced before they counted. Returns whether there was one.
 */
export function tearTail(random: Random, place: Place): boolean {
  const path = rolloutPaths(place.home).at(-1)
  if (!path) return false
  const log = readLog(path)
  const { threadId, lines, torn } = log
  const last = lines.at(-1)
  if (!last || torn !== '' || last.ordinal <= place.told.lastSeq(threadId) || last.ordinal === 0) return false
  if (/"type":"(call\.started|approval\.decided|agent\.spawned)"/.test(last.text)) return false
  // What its parent was told of it may stand in another file.
  if (isAgent(log) && /"type":"(task_complete|turn_aborted)"/.test(last.text)) return false
  const isTold = place.told.facts.some(
    ({ seq, words }) => seq === null && words.every(word => last.text.includes(word)),
  )
  if (isTold) return false
  truncateSync(path, statSync(path).size - random.between(1, Buffer.byteLength(last.text)))
  return true
}

/** Takes the index away or spoils it: nothing may depend on it. */
export function spoilIndex(random: Random, place: Place): void {
  const path = join(place.home, 'index.sqlite')
  const files = readdirSync(place.home).filter(name => name.startsWith('index.sqlite'))
  if (files.length === 0) return
  const how = random.weighted([
    [1, 'delete'],
    [1, 'garbage'],
    [1, 'half'],
    [1, 'journal'],
  ] as const)
  if (how === 'half') truncateSync(path, Math.floor(statSync(path).size / 2))
  else if (how === 'journal') writeFileSync(`${path}-wal`, noise(random))
  else {
    for (const name of files) rmSync(join(place.home, name))
    if (how === 'garbage') writeFileSync(path, noise(random))
  }
}

const noise = (random: Random) => Buffer.from(Array.from({ length: 9000 }, () => random.between(0, 255)))

export interface Sabotage {
  /** The invariant that is broken. */
  breaks: string
  /** The host in which it can be seen; `exec`, which is the faster one, if left out. */
  host?: 'serve'
  sabotage(place: Place, isCalm: boolean): void
}

/** Breaks invariants on purpose, so that the harness can be seen to notice. */
export const SABOTAGES: Record<string, Sabotage> = {
  'an answer that was told is not on disk': {
    breaks: 'I1',
    sabotage: place => editLogs(place, text => text.split('\n').slice(0, 2).join('\n')),
  },
  'a new record joins a torn one': {
    breaks: 'I2',
    sabotage: place => editLog(place, ([first = '', second = '', ...rest]) => [first + second, ...rest]),
  },
  'a call has two outputs': {
    breaks: 'I3',
    sabotage: place =>
      editLog(place, lines => lines.flatMap(line => (line.includes('_call_output"') ? [line, line] : [line]))),
  },
  'a command is done twice': {
    breaks: 'I4',
    sabotage: place => editLedger(place, text => text + text),
  },
  'a command runs before its start is recorded': {
    breaks: 'I5',
    sabotage: place => editLedger(place, text => text.replaceAll(' yes', ' no')),
  },
  'an agent has no owner': {
    breaks: 'I12',
    sabotage: place => editLogs(place, text => text.replaceAll('"agent.spawned"', '"agent.forgotten"')),
  },
  'a parent is not told what became of its agent': {
    breaks: 'I12: nobody was told',
    host: 'serve',
    // The next process would tell it again.
    sabotage: (place, isCalm) => {
      if (isCalm) editLogs(place, text => text.replaceAll('"agent.reported"', '"agent.forgotten"'))
    },
  },
  'a start is not recorded at all': {
    breaks: 'I5',
    sabotage: place => editLog(place, lines => lines.map(line => line.replace('"call.started"', '"call.forgotten"'))),
  },
}

function editLog(place: Place, edit: (lines: string[]) => string[]): void {
  const path = rolloutPaths(place.home).at(-1)
  if (path) writeFileSync(path, edit(readFileSync(path, 'utf8').split('\n')).join('\n'))
}

function editLogs(place: Place, edit: (text: string) => string): void {
  for (const path of rolloutPaths(place.home)) writeFileSync(path, edit(readFileSync(path, 'utf8')))
}

function editLedger(place: Place, edit: (text: string) => string): void {
  const path = ledgerOf(place.root)
  if (existsSync(path)) writeFileSync(path, edit(readFileSync(path, 'utf8')))
}
