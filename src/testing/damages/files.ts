import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { dirname, join } from 'node:path'
import { header, records } from './damage.ts'
import type { Damage, DamagedPlace } from './damage.ts'

export const HEADER: Damage[] = [
  { what: 'of a header without an id', outcome: 'refused', apply: header(({ id: _id, ...rest }) => rest) },
  { what: 'of a header whose id is a number', outcome: 'refused', apply: header(rest => ({ ...rest, id: 7 })) },
  {
    what: 'of a header with another thread’s id',
    outcome: 'refused',
    apply: (text, { soundId }) => header(rest => ({ ...rest, id: soundId, session_id: soundId }))(text),
  },
  {
    what: 'of a header with an id that leads elsewhere',
    outcome: 'refused',
    apply: header(rest => ({ ...rest, id: '../../../etc/passwd' })),
  },
  { what: 'of a header without a folder', outcome: 'quiet', apply: header(({ cwd: _cwd, ...rest }) => rest) },
  { what: 'of a header whose folder is a number', outcome: 'quiet', apply: header(rest => ({ ...rest, cwd: 7 })) },
  {
    what: 'of a header with instructions of the wrong type',
    outcome: 'quiet',
    apply: header(rest => ({ ...rest, base_instructions: [1], source: 7, git: 'x', originator: null })),
  },
  {
    what: 'of a header without a payload',
    outcome: 'refused',
    apply: records((line, n) => (n === 0 ? { ...line, payload: null } : line)),
  },
]

/** Claims to go on where another thread's log ends, at `end`. */
const basedOn =
  (baseOf: (at: DamagedPlace) => unknown, end: unknown = 5000) =>
  (text: string, at: DamagedPlace) => {
    const shift = typeof end === 'number' && end > 0 ? end : 0
    return records((line, index) => ({
      ...line,
      ordinal: index + shift,
      ...(index === 0 && {
        payload: {
          ...line.payload,
          history_base: { thread_id: baseOf(at), end_ordinal_exclusive: end, end_byte_offset: 9 },
        },
      }),
    }))(text)
  }

/** Id of the place of the damage before or after this one. */
const neighbour = (step: 1 | -1) => (at: DamagedPlace) =>
  at.threadId.slice(0, 24) + String(Number(at.threadId.slice(24)) + step).padStart(12, '0')

export const BASE: Damage[] = [
  { what: 'that is its own base', outcome: 'noted', apply: basedOn(({ threadId }) => threadId) },
  { what: 'whose base is the next one', outcome: 'noted', apply: basedOn(neighbour(1)) },
  { what: 'whose base is the one before', outcome: 'noted', apply: basedOn(neighbour(-1)) },
  { what: 'whose base is gone', outcome: 'noted', apply: basedOn(() => '01a1fc6c-6ec3-73d3-8a8a-ffffffffffff') },
  { what: 'whose base is too short', outcome: 'noted', apply: basedOn(({ soundId }) => soundId) },
  { what: 'whose base leads elsewhere', outcome: 'noted', apply: basedOn(() => '../../../../etc') },
  { what: 'whose base is no thread', outcome: 'quiet', apply: basedOn(() => [], 'x') },
  { what: 'whose base ends before it begins', outcome: 'quiet', apply: basedOn(({ soundId }) => soundId, -5) },
]

const placed = (place: (text: string, at: DamagedPlace) => void) => (text: string, at: DamagedPlace) => {
  place(text, at)
  return null
}

export const FILES: Damage[] = [
  { what: 'a directory', outcome: 'refused', apply: placed((_, { path }) => fs.mkdirSync(path)) },
  {
    what: 'a link to a file elsewhere',
    outcome: 'refused',
    apply: placed((text, { path }) => (fs.writeFileSync(elsewhere(path), text), fs.symlinkSync(elsewhere(path), path))),
  },
  { what: 'a link to nothing', outcome: 'refused', apply: placed((_, { path }) => fs.symlinkSync('nothing', path)) },
  { what: 'a link to itself', outcome: 'refused', apply: placed((_, { path }) => fs.symlinkSync(path, path)) },
  { what: 'a pipe', outcome: 'refused', apply: placed((_, { path }) => void spawnSync('mkfifo', [path])) },
]

const elsewhere = (path: string): string => join(dirname(path), 'elsewhere.txt')
