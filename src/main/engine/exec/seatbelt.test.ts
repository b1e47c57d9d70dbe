import { expect, test } from 'vitest'
import { seatbeltArgv, seatbeltProfile } from './seatbelt.ts'
import type { SandboxPlan } from './sandbox.ts'

const plan: SandboxPlan = {
  cwd: '/w',
  network: false,
  writable: ['/w', '/tmp/a "quoted" \\ name'],
  readOnly: ['/w/.git'],
  nested: ['/w/vendor/.git'],
  placeholders: ['/w/.codex'],
  maskedFiles: ['/home/auth.json'],
  maskedDirectories: [],
}

test('denies by default, and denies last what must stay as it is', () => {
  const lines = seatbeltProfile(plan).split('\n')
  const place = (part: string): number => lines.findIndex(line => line.includes(part))
  expect(lines.slice(0, 2)).toEqual(['(version 1)', '(deny default)'])
  expect(place('(allow file-write* (subpath "/w")')).toBeGreaterThan(0)
  expect(
    place('(deny file-write* (subpath "/w/.git") (subpath "/w/vendor/.git") (subpath "/w/.codex"))'),
  ).toBeGreaterThan(place('(allow file-write*'))
  expect(place('(deny file-read* file-write* (subpath "/home/auth.json"))')).toBeGreaterThan(
    place('(allow file-read*)'),
  )
})

test('quotes what a path may hold', () => {
  expect(seatbeltProfile(plan)).toContain('(subpath "/tmp/a \\"quoted\\" \\\\ name")')
})

test('has no rule for nothing', () => {
  const bare = seatbeltProfile({ ...plan, writable: [], readOnly: [], nested: [], placeholders: [], maskedFiles: [] })
  expect(bare).not.toMatch(/file-write\* *\)/)
  expect(bare).not.toContain('deny file-')
})

test('has a network only if it may', () => {
  expect(seatbeltProfile(plan)).not.toContain('network')
  expect(seatbeltProfile({ ...plan, network: true })).toContain('(allow network*)')
})

test('the command follows the profile', () => {
  const argv = seatbeltArgv(plan, ['ls', '-l'])
  expect([argv[0], argv[1], ...argv.slice(-3)]).toEqual(['/usr/bin/sandbox-exec', '-p', '--', 'ls', '-l'])
})
