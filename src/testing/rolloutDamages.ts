import { spawnSync } from 'node:child_process'
import fs from 'node:fs'
import { dirname, join } from 'node:path'

/** What is to be expected of a damaged rollout. */
export type Outcome =
  /** It opens, says in the timeline that something is missing, and goes on. */
  | 'noted'
  /** It opens and goes on; nothing that a person would miss is missing. */
  | 'quiet'
  /** It does not open, and says why. */
  | 'refused'

export interface Damage {
  what: string
  outcome: Outcome
  /** Does it to the text of a sound rollout with two turns. Null when it dealt with the file itself. */
  apply(text: string, at: DamagedPlace): string | Buffer | null
}

export interface DamagedPlace {
  path: string
  threadId: string
  /** Id of a thread whose rollout is sound. */
  soundId: string
}

type Line = Record<string, unknown> & { type: string; payload: Record<string, unknown> }

const linesOf = (text: string): string[] => text.trimEnd().split('\n')
const joined = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')
const parsed = (line: string): Line => JSON.parse(line) as Line

/** Edits the lines as texts. */
const lines = (edit: (lines: string[]) => string[]) => (text: string) => joined(edit(linesOf(text)))

/** Edits the lines as values; undefined takes one out. */
const records = (edit: (line: Line, index: number, count: number) => unknown) =>
  lines(all =>
    all.flatMap((line, index) => {
      const edited = edit(parsed(line), index, all.length)
      return edited === undefined ? [] : [JSON.stringify(edited)]
    }),
  )

const header = (edit: (payload: Record<string, unknown>) => Record<string, unknown>) =>
  records((line, index) => (index === 0 ? { ...line, payload: edit(line.payload) } : line))

const ordinals = (edit: (ordinal: number, index: number) => unknown) =>
  records((line, index) => ({ ...line, ordinal: edit(index, index) }))

/** A line in the middle of the second turn's place, where it is the first line or not. */
const inserted =
  (line: string | Buffer, before = 5) =>
  (text: string) => {
    const all = linesOf(text)
    return Buffer.concat([
      Buffer.from(joined(all.slice(0, before))),
      Buffer.from(line),
      Buffer.from(`\n${joined(all.slice(before))}`),
    ])
  }

/** Where a line begins. */
const nthLine = (text: string, n: number): number => joined(linesOf(text).slice(0, n)).length

const appended = (tail: string | Buffer) => (text: string) => Buffer.concat([Buffer.from(text), Buffer.from(tail)])

/** Index of the first line of which this is true. */
const indexOf = (all: readonly string[], is: (line: Line) => boolean): number => all.findIndex(line => is(parsed(line)))
const isOutput = ({ payload }: Line) => String(payload.type).endsWith('_call_output')
const isCall = ({ payload }: Line) => String(payload.type).endsWith('_call')
const isFact = (type: string) => (line: Line) => line.payload.type === type
const without = (is: (line: Line) => boolean) =>
  records((line, index) => (is(line) ? { ...line, type: 'gone', payload: { index } } : line))

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
const noise = Buffer.from(Array.from({ length: 4096 }, (_, n) => (n * 7919 + (n >> 3) * 31) % 256))

const CUT: Damage[] = [
  { what: 'cut in its last line', outcome: 'noted', apply: text => text.slice(0, -40) },
  { what: 'cut in its first line', outcome: 'refused', apply: text => text.slice(0, 60) },
  { what: 'cut after its first line', outcome: 'quiet', apply: lines(all => all.slice(0, 1)) },
  { what: 'cut in the middle of a turn', outcome: 'quiet', apply: lines(all => all.slice(0, 9)) },
  {
    what: 'cut in a character of several bytes',
    outcome: 'noted',
    apply: appended(Buffer.from('{"a":"é').subarray(0, 7)),
  },
  { what: 'without its last newline', outcome: 'quiet', apply: text => text.slice(0, -1) },
  { what: 'empty', outcome: 'refused', apply: () => '' },
  { what: 'a newline', outcome: 'refused', apply: () => '\n' },
  { what: 'white space', outcome: 'refused', apply: () => '  \n \t \n' },
  { what: 'followed by zeros', outcome: 'noted', apply: appended(Buffer.alloc(4096)) },
  {
    what: 'followed by zeros and a sound line',
    outcome: 'noted',
    apply: text => text.trimEnd() + '\0'.repeat(64) + '\n',
  },
  { what: 'with a block of zeros in the middle', outcome: 'noted', apply: inserted(Buffer.alloc(4096)) },
  {
    what: 'begun with zeros',
    outcome: 'refused',
    apply: text => Buffer.concat([Buffer.alloc(512), Buffer.from(text)]),
  },
  { what: 'nothing but zeros', outcome: 'refused', apply: text => Buffer.alloc(text.length) },
  { what: 'followed by noise', outcome: 'noted', apply: appended(noise) },
  { what: 'nothing but noise', outcome: 'refused', apply: () => noise },
  {
    what: 'overwritten in the middle',
    outcome: 'noted',
    apply: text => text.slice(0, nthLine(text, 5) - 90) + 'X'.repeat(180) + text.slice(nthLine(text, 5) + 90),
  },
  {
    what: 'compressed',
    outcome: 'refused',
    apply: () => Buffer.from('H4sIAAAAAAAAA6tWKkktLlGyUlAqS8wpTtVRKi1OLYrPTFGyUgIAAAD//w==', 'base64'),
  },
]

const BYTES: Damage[] = [
  {
    what: 'with invalid UTF-8 in a text',
    outcome: 'quiet',
    apply: text => swapped(text, 'Second', Buffer.from([0xff, 0xfe, 0x80])),
  },
  { what: 'with a line of invalid UTF-8', outcome: 'noted', apply: inserted(Buffer.from([0xc3, 0x28, 0xa0, 0xff])) },
  {
    what: 'with half a character at the end of a line',
    outcome: 'noted',
    apply: inserted(Buffer.from([0x22, 0xe2, 0x82])),
  },
  {
    what: 'with lone surrogates',
    outcome: 'quiet',
    apply: text => text.replace('Second', 'Sec\\ud800ond\\udc00\\ud800'),
  },
  { what: 'begun with a byte order mark', outcome: 'quiet', apply: text => `\ufeff${text}` },
  { what: 'with Windows line ends', outcome: 'quiet', apply: text => text.replaceAll('\n', '\r\n') },
  { what: 'with line ends of old Macs', outcome: 'refused', apply: text => text.replaceAll('\n', '\r') },
  { what: 'with blank lines between', outcome: 'quiet', apply: text => text.replaceAll('\n', '\n\n') },
  {
    what: 'laid out over many lines',
    outcome: 'refused',
    apply: lines(all => all.map(line => JSON.stringify(parsed(line), null, 2))),
  },
  {
    what: 'with two lines in one',
    outcome: 'noted',
    apply: lines(all => all.flatMap((line, n) => (n === 5 ? [] : n === 6 ? [`${all[5]}${line}`] : [line]))),
  },
  {
    what: 'with a line in two',
    outcome: 'noted',
    apply: lines(all => all.flatMap((line, n) => (n === 6 ? [line.slice(0, 50), line.slice(50)] : [line]))),
  },
  { what: 'with a line of 70 MB', outcome: 'noted', apply: inserted(Buffer.alloc(70 * 1024 * 1024, 'x')) },
  { what: 'with 200,000 nested lists as a line', outcome: 'noted', apply: inserted(nested(200_000)) },
  {
    what: 'with 200,000 nested lists in a record',
    outcome: 'noted',
    apply: inserted(`{"ordinal":4.5,"type":"heddle","payload":{"type":"thread.dreamt","of":${nested(200_000)}}}`),
  },
  { what: 'with lines that are no records', outcome: 'noted', apply: inserted('[1]\n7\nnull\n"x"\ntrue') },
  {
    what: 'with numbers beyond all numbers',
    outcome: 'noted',
    apply: inserted(
      '{"ordinal":1e999,"timestamp":-0,"type":"event_msg","payload":{"type":"token_count","info":1e999}}',
    ),
  },
  {
    what: 'with keys that are not to be touched',
    outcome: 'quiet',
    apply: text =>
      text.replaceAll(
        '"payload":{',
        '"__proto__":{"type":"x"},"constructor":{"prototype":{}},"payload":{"__proto__":{"polluted":true},',
      ),
  },
]

function swapped(text: string, words: string, bytes: Buffer): Buffer {
  const at = text.lastIndexOf(words)
  return Buffer.concat([Buffer.from(text.slice(0, at)), bytes, Buffer.from(text.slice(at + words.length))])
}

const ORDER: Damage[] = [
  { what: 'with every line twice', outcome: 'noted', apply: lines(all => all.flatMap(line => [line, line])) },
  { what: 'twice', outcome: 'noted', apply: text => text + text },
  { what: 'with one line twice', outcome: 'noted', apply: lines(all => [...all.slice(0, 8), ...all.slice(7)]) },
  {
    what: 'with two lines in the wrong order',
    outcome: 'noted',
    apply: lines(all => [...all.slice(0, 5), all[6] ?? '', all[5] ?? '', ...all.slice(7)]),
  },
  { what: 'backwards', outcome: 'refused', apply: lines(all => all.toReversed()) },
  { what: 'without a line', outcome: 'noted', apply: lines(all => all.filter((_, n) => n !== 6)) },
  { what: 'without many lines', outcome: 'noted', apply: lines(all => all.filter((_, n) => n < 6 || n > 14)) },
  { what: 'without its header', outcome: 'refused', apply: lines(all => all.slice(1)) },
  {
    what: 'with its header in the middle',
    outcome: 'refused',
    apply: lines(all => [...all.slice(1, 5), all[0] ?? '', ...all.slice(5)]),
  },
  { what: 'with two headers', outcome: 'noted', apply: lines(all => [all[0] ?? '', ...all]) },
  { what: 'with ordinals that jump back', outcome: 'noted', apply: ordinals(n => (n > 9 ? n - 5 : n)) },
  { what: 'with ordinals that stand still', outcome: 'noted', apply: ordinals(n => Math.min(n, 9)) },
  { what: 'with ordinals that jump ahead', outcome: 'noted', apply: ordinals(n => (n > 9 ? n + 1000 : n)) },
  { what: 'with ordinals below zero', outcome: 'refused', apply: ordinals(n => n - 1000) },
  { what: 'with ordinals between numbers', outcome: 'refused', apply: ordinals(n => n + 0.5) },
  { what: 'with ordinals beyond counting', outcome: 'noted', apply: ordinals(n => (n > 9 ? 2 ** 53 + n : n)) },
  { what: 'with ordinals in words', outcome: 'noted', apply: ordinals(n => (n > 9 ? String(n) : n)) },
  { what: 'without some ordinals', outcome: 'noted', apply: ordinals(n => (n > 9 && n < 14 ? undefined : n)) },
]

/** Every field of every payload but the header's. */
const everyField = (value: unknown) =>
  records((line, index) => {
    if (index === 0) return line
    const names = Object.keys(line.payload).filter(name => name !== 'type')
    return { ...line, payload: { type: line.payload.type, ...Object.fromEntries(names.map(name => [name, value])) } }
  })

const TYPES: Damage[] = [
  ...([null, 7, 'x', true, [], {}, [[null]], { type: {} }] as const).map((value): Damage => ({
    what: `with ${JSON.stringify(value)} in every field`,
    outcome: 'noted',
    apply: everyField(value),
  })),
  ...([undefined, null, 7, 'x', []] as const).map((value): Damage => ({
    what: `with ${JSON.stringify(value) ?? 'nothing'} for every payload`,
    outcome: 'noted',
    apply: records((line, index) => (index === 0 ? line : { ...line, payload: value })),
  })),
  {
    what: 'with types of lines that are no words',
    outcome: 'noted',
    apply: records((line, n) => (n === 0 ? line : { ...line, type: n })),
  },
  { what: 'without times', outcome: 'quiet', apply: records(line => ({ ...line, timestamp: undefined })) },
  { what: 'with times that are none', outcome: 'quiet', apply: records(line => ({ ...line, timestamp: 'yesterday' })) },
  {
    what: 'with times of another age',
    outcome: 'quiet',
    apply: records((line, n) => ({
      ...line,
      timestamp: n % 2 === 0 ? '+275760-09-13T00:00:00.000Z' : '-271821-04-20T00:00:00.000Z',
    })),
  },
  { what: 'from 1970', outcome: 'quiet', apply: records(line => ({ ...line, timestamp: '1970-01-01T00:00:00.000Z' })) },
]

const HEADER: Damage[] = [
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

const BASE: Damage[] = [
  { what: 'that is its own base', outcome: 'noted', apply: basedOn(({ threadId }) => threadId) },
  { what: 'whose base is the next one', outcome: 'noted', apply: basedOn(neighbour(1)) },
  { what: 'whose base is the one before', outcome: 'noted', apply: basedOn(neighbour(-1)) },
  { what: 'whose base is gone', outcome: 'noted', apply: basedOn(() => '01a1fc6c-6ec3-73d3-8a8a-ffffffffffff') },
  { what: 'whose base is too short', outcome: 'noted', apply: basedOn(({ soundId }) => soundId) },
  { what: 'whose base leads elsewhere', outcome: 'noted', apply: basedOn(() => '../../../../etc') },
  { what: 'whose base is no thread', outcome: 'quiet', apply: basedOn(() => [], 'x') },
  { what: 'whose base ends before it begins', outcome: 'quiet', apply: basedOn(({ soundId }) => soundId, -5) },
]

const MEANING: Damage[] = [
  { what: 'with a turn that never ended', outcome: 'quiet', apply: without(isFact('task_complete')) },
  { what: 'with a turn that never began', outcome: 'quiet', apply: without(isFact('task_started')) },
  { what: 'with outputs of no call', outcome: 'quiet', apply: without(isCall) },
  { what: 'with calls without an output', outcome: 'quiet', apply: without(isOutput) },
  {
    what: 'with a decision that nobody asked for',
    outcome: 'noted',
    apply: inserted(
      '{"type":"heddle","payload":{"type":"approval.decided","turnId":"t","callId":"nothing","decision":{"type":"approve","scope":"session"}}}',
    ),
  },
  {
    what: 'with the end of a call that never was',
    outcome: 'noted',
    apply: inserted(
      '{"type":"heddle","payload":{"type":"call.completed","turnId":"t","callId":"nothing","status":"completed"}}',
    ),
  },
  {
    what: 'with a turn that began twice',
    outcome: 'quiet',
    apply: lines(all => [...all, relabelled(all, isFact('task_started'), all.length)]),
  },
  {
    what: 'with a turn that ended twice',
    outcome: 'quiet',
    apply: lines(all => [...all, relabelled(all, isFact('task_complete'), all.length)]),
  },
  {
    what: 'with an output twice',
    outcome: 'quiet',
    apply: lines(all => [...all, relabelled(all, isOutput, all.length)]),
  },
  { what: 'with a call twice', outcome: 'quiet', apply: lines(all => [...all, relabelled(all, isCall, all.length)]) },
  {
    what: 'with records of a newer version',
    outcome: 'quiet',
    apply: lines(all => [
      ...all,
      `{"timestamp":"2026-11-21T12:00:00.000Z","ordinal":${all.length},"type":"dream","payload":{"of":[1,{"x":null}]},"y":1e2}`,
    ]),
  },
  {
    what: 'with facts of a newer version',
    outcome: 'quiet',
    apply: lines(all => [
      ...all,
      `{"ordinal":${all.length},"type":"heddle","payload":{"type":"thread.dreamt","of":  "sheep"},"x":{}}`,
    ]),
  },
  {
    what: 'with fields of a newer version',
    outcome: 'quiet',
    apply: records(line => ({ ...line, era: 9, payload: { ...line.payload, mood: { deep: [1.0] } } })),
  },
]

/** A copy of the first such line, at the end. */
function relabelled(all: readonly string[], is: (line: Line) => boolean, ordinal: number): string {
  return JSON.stringify({ ...parsed(all[indexOf(all, is)] ?? '{}'), ordinal })
}

const placed = (place: (text: string, at: DamagedPlace) => void) => (text: string, at: DamagedPlace) => {
  place(text, at)
  return null
}

const FILES: Damage[] = [
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

export const DAMAGES: readonly Damage[] = [
  ...CUT,
  ...BYTES,
  ...ORDER,
  ...TYPES,
  ...HEADER,
  ...BASE,
  ...MEANING,
  ...FILES,
]
