import fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { emptyThread } from '../../../../core/thread/thread.ts'
import { createOutlines } from './outlines.ts'
import type { Outlines } from './outlines.ts'
import { STATES_AT_END } from './scanOutline.ts'
import type { Mark } from './scanOutline.ts'

let folder: string
let outlines: Outlines
beforeEach(() => {
  folder = fs.mkdtempSync(join(tmpdir(), 'heddle-outlines-'))
  outlines = createOutlines({ path: join(folder, 'outlines.sqlite'), now: () => 0 })
})
afterEach(() => {
  outlines.close()
  fs.rmSync(folder, { recursive: true })
})

const state = emptyThread('t')
const mark = (number: number): Mark => ({
  seq: number * 10,
  offset: number * 1000,
  number,
  turnId: `turn-${number}`,
  status: 'completed',
  startedAt: number,
  preview: `message ${number}`,
  state,
})
const put = (numbers: readonly number[]) =>
  outlines.put('a.jsonl', {
    cursor: 1000 * (numbers.at(-1) ?? 0),
    turns: numbers.at(-1) ?? 0,
    state,
    compactions: [],
    marks: numbers.map(mark),
  })
const numbersWithState = () =>
  outlines
    .after('a.jsonl', 0, 1000)
    .filter(each => each.state !== null)
    .map(({ number }) => number)
const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, at) => first + at)

test('states are kept of the turns at the end and of every fiftieth, however many come at a time', () => {
  const turns = 230
  for (let next = 0, some = 1; next < turns; next += some, some = (some % 7) + 1) {
    const last = Math.min(next + some, turns) - 1
    // A turn that was still open is looked at again.
    put(from(Math.max(0, next - 1), last))
    const end = last - STATES_AT_END + 1
    expect(numbersWithState(), `after turn ${last}`).toEqual(
      from(0, last).filter(number => number % 50 === 0 || number >= end),
    )
  }
})
