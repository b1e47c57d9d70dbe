import { expect, test } from 'vitest'
import { lengthProblems, machinePathProblems } from './text.mjs'

test('500 lines pass, 501 do not', () => {
  const lines = (/** @type {number} */ count) => ({ path: 'a.ts', text: 'x\n'.repeat(count) })
  expect(lengthProblems([lines(500)])).toEqual([])
  expect(lengthProblems([lines(501)])).toHaveLength(1)
})

test.each(['see /home/ada/heddle', 'in `/Users/ada/x`', 'C:\\Users\\ada', '(/root/.cache)'])(
  '%s is a machine path',
  text => {
    expect(machinePathProblems([{ path: 'a.md', text: `fine\n${text}` }])).toEqual([expect.stringContaining('a.md:2')])
  },
)

test.each(['src/work/home/x.ts', '~/work/x', 'https://example.com/home/x', '/usr/bin/chromium', '$HOME/home/x'])(
  '%s is not',
  text => {
    expect(machinePathProblems([{ path: 'a.md', text }])).toEqual([])
  },
)
