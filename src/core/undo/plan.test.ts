import { expect, test } from 'vitest'
import type { FileImage } from '../thread/calls.ts'
import { LINK_MODE } from '../thread/calls.ts'
import { outcomesOf, planUndo } from './plan.ts'
import type { Choice, Made } from './plan.ts'
import { storiesOf } from './stories.ts'
import type { Recorded, Standing } from './stories.ts'
import type { Content } from './texts.ts'

/** Contents are their own hashes; what begins with `gone` is not kept, what begins with `bin` is no text. */
const read = async (hash: string): Promise<Content> => {
  if (hash.startsWith('gone')) return { kind: 'gone' }
  return hash.startsWith('bin') ? { kind: 'bytes' } : { kind: 'text', text: hash }
}

const did = (...images: FileImage[]): Recorded => ({ changes: [], images, folders: [], outside: [], byCommand: false })

async function undo(
  records: Recorded[],
  now: Record<string, string | Standing>,
  { hunk, choices = {} }: { hunk?: number; choices?: Record<string, Choice> } = {},
) {
  const standing = (path: string): Standing => {
    const at = now[path]
    return typeof at === 'string' ? { hash: at, mode: 0o644 } : (at ?? null)
  }
  const plans = await planUndo({ stories: storiesOf(records), hunk }, { standing, read, readLeft: read, choices })
  return { plans, actions: Object.fromEntries(plans.map(({ path, action, why }) => [path, why ?? action])) }
}

const words = (made: Made | undefined) => (!made ? made : 'text' in made ? made.text : made.hash)
const results = (plans: Parameters<typeof outcomesOf>[0]) =>
  Object.fromEntries([...outcomesOf(plans)].map(([path, made]) => [path, words(made)]))

const BASE = 'one\ntwo\nthree\nfour\nfive\n'
const AGENT = BASE.replace('two', 'TWO')

test('what nobody touched since goes back to exactly what it was', async () => {
  const records = [
    did(
      { path: 'changed', before: BASE, after: AGENT, mode: 0o755, beforeMode: 0o644 },
      { path: 'added', before: null, after: 'new\n' },
      { path: 'deleted', before: 'old\n', after: null, beforeMode: 0o755 },
      { path: 'from', before: 'moved\n', after: null },
      { path: 'to', before: null, after: 'moved!\n', from: 'from' },
    ),
  ]
  const { plans, actions } = await undo(records, {
    changed: { hash: AGENT, mode: 0o755 },
    added: 'new\n',
    to: 'moved!\n',
  })
  expect(actions).toEqual({ changed: 'restore', added: 'remove', deleted: 'recreate', to: 'moveBack' })
  expect(results(plans)).toEqual({ changed: BASE, added: null, deleted: 'old\n', from: 'moved\n', to: null })
  expect(outcomesOf(plans).get('changed')).toMatchObject({ mode: 0o644 })
  expect(outcomesOf(plans).get('deleted')).toMatchObject({ mode: 0o755 })
})

test('an edit of other lines survives, also one between two changes of the agent', async () => {
  const edited = AGENT.replace('five', 'FIVE')
  const last = edited.replace('three', 'THREE')
  const records = [did({ path: 'f', before: BASE, after: AGENT }), did({ path: 'f', before: edited, after: last })]
  const { plans, actions } = await undo(records, { f: last })
  expect(actions).toEqual({ f: 'merge' })
  expect(results(plans)).toEqual({ f: BASE.replace('five', 'FIVE') })
})

test('an edit of the same lines is a conflict, and the file is left alone until somebody chooses', async () => {
  const records = [did({ path: 'f', before: BASE, after: AGENT })]
  const now = { f: BASE.replace('two', 'deux') }
  const { plans, actions } = await undo(records, now)
  expect(actions).toEqual({ f: 'sameLines' })
  expect(plans[0]?.conflicts).toEqual([{ line: 2, mine: 'deux\n', theirs: 'two\n' }])
  expect(results(plans)).toEqual({})
  expect(results((await undo(records, now, { choices: { f: 'before' } })).plans)).toEqual({ f: BASE })
  expect(results((await undo(records, now, { choices: { f: 'mine' } })).plans)).toEqual({})
})

test('files that came or went since are never overwritten or dropped unasked', async () => {
  const { actions } = await undo(
    [
      did(
        { path: 'added', before: null, after: 'new\n' },
        { path: 'deleted', before: 'old\n', after: null },
        { path: 'changed', before: BASE, after: AGENT },
        { path: 'binary', before: 'bin1', after: 'bin2' },
      ),
    ],
    { added: 'new\nmine\n', deleted: 'mine\n', binary: 'bin3' },
  )
  expect(actions).toEqual({
    added: 'editedSince',
    deleted: 'createdSince',
    changed: 'deletedSince',
    binary: 'noText',
  })
})

test('what is as it was already is left out', async () => {
  const undone = BASE.replace('five', 'FIVE')
  expect((await undo([did({ path: 'f', before: BASE, after: AGENT })], { f: undone })).plans).toEqual([])
  const records = [did({ path: 'f', before: BASE, after: AGENT }, { path: 'g', before: null, after: 'x\n' })]
  expect((await undo(records, { f: BASE })).plans).toEqual([])
})

test('a content that is not kept is said', async () => {
  const { actions } = await undo([did({ path: 'f', before: 'gone1', after: AGENT })], { f: AGENT })
  expect(actions).toEqual({ f: 'notKept' })
  const merged = await undo([did({ path: 'f', before: BASE, after: 'gone2' })], { f: AGENT })
  expect(merged.actions).toEqual({ f: 'notKept' })
})

test('one change of a file is taken back, the others stay', async () => {
  const many = Array.from({ length: 30 }, (_, n) => `line ${n}\n`).join('')
  const agent = many.replace('line 2\n', 'line two\n').replace('line 25\n', 'line twenty-five\n')
  const now = agent.replace('line 12\n', 'mine\n')
  const { plans, actions } = await undo([did({ path: 'f', before: many, after: agent })], { f: now }, { hunk: 1 })
  expect(actions).toEqual({ f: 'merge' })
  expect(results(plans)).toEqual({ f: now.replace('line twenty-five\n', 'line 25\n') })
})

test('two files that changed places change back', async () => {
  const records = [
    did({ path: 'a', before: 'A\n', after: null }, { path: 't', before: null, after: 'A\n', from: 'a' }),
    did({ path: 'b', before: 'B\n', after: null }, { path: 'a', before: null, after: 'B\n', from: 'b' }),
    did({ path: 't', before: 'A\n', after: null }, { path: 'b', before: null, after: 'A\n', from: 't' }),
  ]
  const { plans } = await undo(records, { a: 'B\n', b: 'A\n' })
  expect(results(plans)).toEqual({ a: 'A\n', b: 'B\n' })
})

test('a file does not go back to where something else stands by now', async () => {
  const records = [
    did({ path: 'from', before: 'F\n', after: null }, { path: 'to', before: null, after: 'F\n', from: 'from' }),
  ]
  const { plans, actions } = await undo(records, { from: 'mine\n', to: 'F\n' })
  expect(actions).toEqual({ to: 'occupied' })
  expect(results(plans)).toEqual({})
})

test('a file that stands in both places is only taken away from where it went', async () => {
  const records = [
    did({ path: 'from', before: 'F\n', after: null }, { path: 'to', before: null, after: 'f\n', from: 'from' }),
  ]
  const { plans, actions } = await undo(records, { from: 'F\n', to: 'f\n' })
  expect(actions).toEqual({ to: 'moveBack' })
  expect(results(plans)).toEqual({ from: 'F\n', to: null })
})

test('a file that was overwritten by a move comes back with the one that was moved', async () => {
  const records = [
    did({ path: 'a', before: 'A\n', after: null }, { path: 'b', before: 'B\n', after: 'A\n', from: 'a' }),
  ]
  const { plans } = await undo(records, { b: 'A\n' })
  expect(results(plans)).toEqual({ a: 'A\n', b: 'B\n' })
})

test('links are not merged', async () => {
  const records = [did({ path: 'l', before: 'x', after: 'y', mode: LINK_MODE, beforeMode: LINK_MODE })]
  expect((await undo(records, { l: { hash: 'z', mode: LINK_MODE } })).actions).toEqual({ l: 'noText' })
  expect((await undo(records, { l: { hash: 'y', mode: LINK_MODE } })).actions).toEqual({ l: 'restore' })
})
