import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { clearCrashReports, crashFolder, readCrashReports, writeCrashReport } from './crashReports.ts'

let home: string
beforeEach(() => (home = mkdtempSync(join(tmpdir(), 'heddle-crash-'))))
afterEach(() => rmSync(home, { recursive: true, force: true }))

test('a report says what ended and where, and carries no key', () => {
  const environment = { MY_API_KEY: 'abcdefgh-canary', PATH: '/usr/bin:/somewhere' }
  const error = new Error('Refused: Bearer abcdefgh-canary, also sk-1234567890abcdef, from /usr/bin:/somewhere')
  const path = writeCrashReport(home, { title: 'The main process failed', error }, environment)
  const [report] = readCrashReports(home)
  expect(report?.title).toBe('The main process failed')
  expect(report?.text).toContain('crashReports.test.ts')
  expect(report?.text).toContain('/usr/bin:/somewhere')
  expect(report?.text).not.toMatch(/canary|sk-1234567890/)
  expect(Math.abs(Date.now() - (report?.at ?? 0))).toBeLessThan(60_000)
  if (process.platform !== 'win32') {
    expect(statSync(path ?? '').mode & 0o777).toBe(0o600)
    expect(statSync(crashFolder(home)).mode & 0o777).toBe(0o700)
  }
})

test('the newest twenty are kept, and other files in the folder are nobody’s business', () => {
  writeCrashReport(home, { title: 'first' }, {})
  writeFileSync(join(crashFolder(home), 'notes.txt'), 'mine')
  for (let n = 0; n < 24; n++) writeCrashReport(home, { title: `crash ${n}` }, {})
  const reports = readCrashReports(home)
  expect(reports).toHaveLength(20)
  expect(reports.some(({ title }) => title === 'first')).toBe(false)
  clearCrashReports(home)
  expect(readCrashReports(home)).toEqual([])
  expect(readdirSync(crashFolder(home))).toEqual(['notes.txt'])
})

test('a home that cannot be written makes a crash no worse', () => {
  writeFileSync(join(home, 'log'), 'a file where the folder should be')
  expect(writeCrashReport(home, { title: 'x' }, {})).toBeNull()
  expect(readCrashReports(home)).toEqual([])
})
