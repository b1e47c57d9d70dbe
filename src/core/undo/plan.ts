import { LINK_MODE } from '../thread/calls.ts'
import { withoutHunk } from './hunks.ts'
import { merge3 } from './merge.ts'
import type { Conflict } from './merge.ts'
import { isSame } from './stories.ts'
import type { FileStory, Stand, Standing, Step } from './stories.ts'
import type { ReadContent } from './texts.ts'

/** For a file in conflict: leave it as it is, or put back what stood there before whatever was done since. */
export type Choice = 'mine' | 'before'

/** A content that stands or is to stand somewhere: one that is kept, or a text that comes of merging. Null: no file. */
export type Made = Stand | { text: string; mode?: number } | null

/** Why a file cannot be put back, or not without a choice. */
export type Why =
  /** What stood there before, or what the agent left, is not known or not kept any more. */
  | 'notKept'
  /** The same lines were changed since. */
  | 'sameLines'
  /** It is no text, so that edits cannot be told apart. */
  | 'noText'
  /** The agent made it and somebody edited it since. */
  | 'editedSince'
  | 'deletedSince'
  | 'createdSince'
  /** Something else stands where it has to go. */
  | 'occupied'
  /** Its path leads somewhere else than it did, or to where this thread may not write. */
  | 'barred'

export type Action = 'restore' | 'remove' | 'recreate' | 'moveBack' | 'merge' | 'conflict' | 'unknown'

/** What an undo does with one file. */
export interface FilePlan {
  /** Where it stands now, or stood last. */
  path: string
  /** Where it stands afterwards: another path for a move. */
  to: string
  action: Action
  now: Made
  /** What is then at `to`. The same as `now` where the file is left alone. */
  result: Made
  why?: Why
  conflicts: Conflict[]
  byCommand: boolean
}

export interface Present {
  /** What stands at a path now; undefined where that cannot be said. */
  standing(path: string): Standing
  /** What is kept. Only that is put back. */
  read: ReadContent
  /** What the agent left, also as the log tells it: good for telling edits apart, not for being put back. */
  readLeft: ReadContent
  choices: Readonly<Record<string, Choice>>
}

/** What is taken back: all of the files, or one change of a file. */
export interface Wanted {
  stories: readonly FileStory[]
  hunk?: number
}

/** What taking changes back does with each file. Files that already are as they were are left out. */
export async function planUndo({ stories, hunk }: Wanted, present: Present): Promise<FilePlan[]> {
  const owners = new Map<string, FileStory>()
  for (const story of stories) {
    const { to } = lastOf(story)
    const other = owners.get(to)
    if (!other || lastOf(other).order < lastOf(story).order) owners.set(to, story)
  }
  const plans: FilePlan[] = []
  for (const story of stories) {
    const { to } = lastOf(story)
    // Another file was moved over this one.
    const now = owners.get(to) === story ? present.standing(to) : null
    plans.push(await planFile(story, now, hunk, present))
  }
  return heedOccupied(plans, present).filter(
    plan =>
      plan.action === 'unknown' ||
      plan.action === 'conflict' ||
      plan.path !== plan.to ||
      !isSameMade(plan.now, plan.result),
  )
}

/** What is to stand at each path that an undo touches. */
export function outcomesOf(plans: readonly FilePlan[]): Map<string, Made> {
  const outcomes = new Map<string, Made>()
  const done = plans.filter(({ action }) => action !== 'unknown' && action !== 'conflict')
  for (const { path, to } of done) if (path !== to) outcomes.set(path, null)
  for (const { to, result } of done) if (result === null) outcomes.set(to, null)
  for (const { to, result } of done) if (result !== null) outcomes.set(to, result)
  return outcomes
}

const lastOf = ({ steps }: FileStory): Step => steps.at(-1) ?? NO_STEP
const NO_STEP: Step = { from: '', to: '', before: undefined, after: undefined, order: 0 }

async function planFile(
  story: FileStory,
  now: Standing,
  hunk: number | undefined,
  { standing, read, readLeft, choices }: Present,
): Promise<FilePlan> {
  const path = lastOf(story).to
  const first = story.steps[0] ?? NO_STEP
  const whole = { path, to: first.from, byCommand: story.byCommand, conflicts: [] }
  const unknown = { ...whole, to: path, action: 'unknown' as const, now: now ?? null, result: now ?? null }
  if (now === undefined) return { ...unknown, why: 'barred' }
  // It went back already, by an undo or by hand.
  const isBack = path !== first.from && now === null && first.before && isSame(standing(first.from), first.before)
  if (isBack) return { ...unknown, action: 'moveBack' }
  const part = hunk === undefined ? null : await oneHunk(story, hunk, { read, readLeft })
  const steps: readonly Taking[] = part ? [part] : story.steps
  const taken = await takeAllBack(now, steps, { read, readLeft })
  if ('unknown' in taken) return { ...unknown, why: taken.unknown }
  const to = part ? path : first.from
  if ('why' in taken) {
    const wished = choices[path] === 'before' ? (steps[0]?.before ?? null) : now
    if (choices[path] === undefined || !(await isKept(wished, read))) {
      return { ...whole, to: path, action: 'conflict', now, result: now, why: taken.why, conflicts: taken.conflicts }
    }
    const isMine = choices[path] === 'mine'
    return {
      ...whole,
      to: isMine ? path : to,
      action: actionFor(now, wished, isMine ? path : to, path),
      now,
      result: wished,
    }
  }
  const { stand, merged } = taken
  if (!(await isKept(stand, read))) return { ...unknown, why: 'notKept' }
  // Merging may find that nothing is left to take back.
  if (to === path && (await isEqual(now, stand, read))) return { ...whole, to, action: 'restore', now, result: now }
  return { ...whole, to, action: merged ? 'merge' : actionFor(now, stand, to, path), now, result: stand }
}

function actionFor(now: Made, result: Made, to: string, path: string): Action {
  if (result === null) return 'remove'
  if (now === null) return 'recreate'
  return to === path ? 'restore' : 'moveBack'
}

const isKept = async (made: Made, read: ReadContent): Promise<boolean> =>
  made === null || 'text' in made || (await read(made.hash)).kind !== 'gone'

/** A change to take back, of which the earlier side may be a text that stood nowhere. */
interface Taking {
  before: Made | undefined
  after: Standing
}

type Reads = Pick<Present, 'read' | 'readLeft'>

/** One change of a file as a step of its own; null where the file came or went, which is one change. */
async function oneHunk(story: FileStory, hunk: number, { read, readLeft }: Reads): Promise<Taking | null> {
  const before = story.steps[0]?.before
  const after = lastOf(story).after
  if (!before || !after) return null
  const [old, now] = await Promise.all([textOf(before, read), textOf(after, readLeft)])
  if (old === null || now === null) return null
  const text = withoutHunk(old, now, hunk)
  return { before: text === null ? after : { text, mode: after.mode }, after }
}

type Taken = { stand: Made; merged: boolean } | { why: Why; conflicts: Conflict[] } | { unknown: Why }

/** Takes steps back from the last to the first; what somebody else did in between is kept by merging. */
async function takeAllBack(now: Made, steps: readonly Taking[], reads: Reads): Promise<Taken> {
  let stand = now
  let merged = false
  for (const step of steps.toReversed()) {
    const taken = await takeBack(stand, step, reads)
    if (!('stand' in taken)) return taken
    stand = taken.stand
    merged ||= taken.merged
  }
  return { stand, merged }
}

async function takeBack(stand: Made, { before, after }: Taking, { read, readLeft }: Reads): Promise<Taken> {
  if (before === undefined || after === undefined) return { unknown: 'notKept' }
  if (await isEqual(stand, after, readLeft)) return { stand: before, merged: false }
  if (await isEqual(stand, before, read)) return { stand, merged: false }
  const conflict = (why: Why): Taken => ({ why, conflicts: [] })
  if (stand === null) return before === null ? { stand, merged: false } : conflict('deletedSince')
  if (after === null) return conflict('createdSince')
  if (before === null) return conflict('editedSince')
  if ([stand, before, after].some(({ mode }) => mode === LINK_MODE)) return conflict('noText')
  const bits = sameBits(stand.mode, after.mode) ? before.mode : stand.mode
  const [mine, left, old] = await Promise.all([textOf(stand, read), textOf(after, readLeft), textOf(before, read)])
  if (mine === left && mine !== null) return { stand: { ...before, mode: bits }, merged: false }
  if (left === old && left !== null) return { stand: { ...stand, mode: bits }, merged: true }
  if (mine === null || left === null || old === null) return conflict(await whyNoText([stand, after, before], readLeft))
  const merge = merge3(left, mine, old)
  return merge.clean
    ? { stand: { text: merge.text, mode: bits }, merged: true }
    : { why: 'sameLines', conflicts: merge.conflicts }
}

const sameBits = (a: number | undefined, b: number | undefined) => a === undefined || b === undefined || a === b

async function whyNoText(sides: readonly Made[], read: ReadContent): Promise<Why> {
  for (const side of sides) if (!(await isKept(side, read))) return 'notKept'
  return 'noText'
}

async function textOf(made: Made, read: ReadContent): Promise<string | null> {
  if (made === null) return null
  if ('text' in made) return made.text
  const content = await read(made.hash)
  return content.kind === 'text' ? content.text : null
}

async function isEqual(a: Made, b: Made, read: ReadContent): Promise<boolean> {
  if (!a || !b || (!('text' in a) && !('text' in b))) return isSameMade(a, b)
  const [one, other] = await Promise.all([textOf(a, read), textOf(b, read)])
  return one !== null && one === other && sameBits(a.mode, b.mode)
}

/** Whether two things are known to be the same without reading them. */
function isSameMade(a: Made, b: Made): boolean {
  if (!a || !b) return a === b
  if ('text' in a || 'text' in b) return 'text' in a && 'text' in b && a.text === b.text && sameBits(a.mode, b.mode)
  return isSame(a, b)
}

/** A file goes nowhere where something else stands that the undo does not take away. */
function heedOccupied(plans: readonly FilePlan[], { standing, choices }: Present): FilePlan[] {
  const heeded = [...plans]
  for (let again = true; again;) {
    again = false
    const freed = new Set(outcomesOf(heeded).keys())
    for (const [index, plan] of heeded.entries()) {
      const { path, to, result, action } = plan
      const isMove = path !== to && result !== null && action !== 'conflict' && action !== 'unknown'
      if (!isMove || standing(to) === null || choices[path] === 'before') continue
      // A crash came between bringing it back and taking it away from where it went.
      if (isSameMade(standing(to) ?? null, result)) continue
      if (heeded.some(other => other !== plan && other.path === to && freed.has(to) && isGone(other))) continue
      heeded[index] = { ...plan, to: path, action: 'conflict', result: plan.now, why: 'occupied' }
      again = true
    }
  }
  return heeded
}

const isGone = ({ path, to, result, action }: FilePlan): boolean =>
  action !== 'conflict' && action !== 'unknown' && (result === null || path !== to)
