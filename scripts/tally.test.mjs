import { expect, test } from 'vitest'
import { closingLine, stageTally, tallyPlaywright, tallyVitest } from './tally.mjs'

const ok = { code: 0, timedOut: false }
const failed = { code: 1, timedOut: false }

test('Vitest: passed, failed and skipped tests are counted, failures by file and name', () => {
  const assertionResults = [
    { status: 'passed', fullName: 'adds' },
    { status: 'failed', fullName: 'divides' },
    { status: 'skipped', fullName: 'needs Codex' },
    { status: 'todo', fullName: 'later' },
  ]
  const report = { testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults, message: '' }] }
  expect(tallyVitest(report)).toEqual({ passed: 1, failures: ['a.test.ts: divides'], skipped: 2 })
})

test('Vitest: a file that could not be loaded is a failure', () => {
  const report = { testResults: [{ name: 'a.test.ts', status: 'failed', assertionResults: [], message: 'no x\nat y' }] }
  expect(tallyVitest(report).failures).toEqual(['a.test.ts: no x'])
})

test('Playwright: nested suites, skips, flaky tests and errors outside tests', () => {
  const spec = (/** @type {string} */ title, /** @type {string} */ status) => ({ title, tests: [{ status }] })
  const inner = {
    title: 'window',
    specs: [spec('opens', 'expected'), spec('closes', 'unexpected'), spec('blinks', 'flaky')],
  }
  const report = {
    suites: [{ title: 'desktop.spec.ts', specs: [spec('prints', 'skipped')], suites: [inner] }],
    errors: [{ message: 'no server\n…' }],
  }
  expect(tallyPlaywright(report)).toEqual({
    passed: 1,
    failures: ['no server', 'desktop.spec.ts › window › closes', 'desktop.spec.ts › window › blinks'],
    skipped: 1,
  })
})

test('a runner is never green by accident', () => {
  const green = { passed: 3, failures: [], skipped: 0 }
  expect(stageTally(green, ok)).toEqual(green)
  expect(stageTally(green, failed).failures).toEqual(['ended with code 1 although no test failed'])
  expect(stageTally(green, { code: 143, timedOut: true }).failures).toEqual(['ran out of time'])
  expect(stageTally(undefined, ok).failures).toEqual(['ran no test'])
  expect(stageTally({ ...green, failures: ['a'] }, failed).failures).toEqual(['a'])
})

test('the closing line adds all up and names skips only when there are some', () => {
  const green = { passed: 3, failures: [], skipped: 0 }
  expect(closingLine([green, green])).toBe('6 passed, 0 failed')
  expect(closingLine([green, { passed: 0, failures: ['a'], skipped: 2 }])).toBe('3 passed, 1 failed, 2 skipped')
})
