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

export type Line = Record<string, unknown> & { type: string; payload: Record<string, unknown> }

export const linesOf = (text: string): string[] => text.trimEnd().split('\n')
export const joined = (lines: readonly string[]): string => lines.map(line => `${line}\n`).join('')
export const parsed = (line: string): Line => JSON.parse(line) as Line

/** Edits the lines as texts. */
export const lines = (edit: (lines: string[]) => string[]) => (text: string) => joined(edit(linesOf(text)))

/** Edits the lines as values; undefined takes one out. */
export const records = (edit: (line: Line, index: number, count: number) => unknown) =>
  lines(all =>
    all.flatMap((line, index) => {
      const edited = edit(parsed(line), index, all.length)
      return edited === undefined ? [] : [JSON.stringify(edited)]
    }),
  )

export const header = (edit: (payload: Record<string, unknown>) => Record<string, unknown>) =>
  records((line, index) => (index === 0 ? { ...line, payload: edit(line.payload) } : line))

export const ordinals = (edit: (ordinal: number, index: number) => unknown) =>
  records((line, index) => ({ ...line, ordinal: edit(index, index) }))

/** A line in the middle of the second turn's place, where it is the first line or not. */
export const inserted =
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
export const nthLine = (text: string, n: number): number => joined(linesOf(text).slice(0, n)).length

export const appended = (tail: string | Buffer) => (text: string) =>
  Buffer.concat([Buffer.from(text), Buffer.from(tail)])

/** Index of the first line of which this is true. */
const indexOf = (all: readonly string[], is: (line: Line) => boolean): number => all.findIndex(line => is(parsed(line)))
export const isOutput = ({ payload }: Line) => String(payload.type).endsWith('_call_output')
export const isCall = ({ payload }: Line) => String(payload.type).endsWith('_call')
export const isFact = (type: string) => (line: Line) => line.payload.type === type
export const without = (is: (line: Line) => boolean) =>
  records((line, index) => (is(line) ? { ...line, type: 'gone', payload: { index } } : line))

/** A copy of the first such line, at the end. */
export function relabelled(all: readonly string[], is: (line: Line) => boolean, ordinal: number): string {
  return JSON.stringify({ ...parsed(all[indexOf(all, is)] ?? '{}'), ordinal })
}
