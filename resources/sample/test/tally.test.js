import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tally } from '../src/tally.js'

test('counts words', () => {
  assert.deepEqual(tally('to be or not to be'), { to: 2, be: 2, or: 1, not: 1 })
})

test('words that differ only in case are one word', () => {
  assert.deepEqual(tally('Weave weave'), { weave: 2 })
})
