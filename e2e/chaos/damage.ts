import { existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ledgerOf } from './effects.ts'
import { readLog } from './onDisk.ts'
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
  const { threadId, lines, torn } = readLog(path)
  const last = lines.at(-1)
  if (!last || torn !== '' || last.ordinal <= place.told.lastSeq(threadId) || last.ordinal === 0) return false
  if (/"type":"(call\.started|approval\.decided)"/.test(last.text)) return false
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
  sabotage(place: Place): void
}

/** Breaks invariants on purpose, so that the harness can be seen to notice. */
export const SABOTAGES: Record<string, Sabotage> = {
  'an answer that was told is not on disk': {
    breaks: 'I1',
    sabotage: place => editLog(place, lines => lines.slice(0, 2)),
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
  'a start is not recorded at all': {
    breaks: 'I5',
    sabotage: place => editLog(place, lines => lines.map(line => line.replace('"call.started"', '"call.forgotten"'))),
  },
}

function editLog(place: Place, edit: (lines: string[]) => string[]): void {
  const path = rolloutPaths(place.home).at(-1)
  if (path) writeFileSync(path, edit(readFileSync(path, 'utf8').split('\n')).join('\n'))
}

function editLedger(place: Place, edit: (text: string) => string): void {
  const path = ledgerOf(place.root)
  if (existsSync(path)) writeFileSync(path, edit(readFileSync(path, 'utf8')))
}
