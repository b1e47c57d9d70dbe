import { describe, expect, test } from 'vitest'
import { failureForModel, failureForTerminal } from './failure.ts'
import { parsePatch } from './parse.ts'
import { outcomes, patchSummary, planPatch, touchedPaths, type FileSource, type PlanOptions } from './plan.ts'

const resolve = (path: string) => `/w/${path.replace(/^\.\//, '')}`
const FOLDER = { error: 'path `/w/d` is not a file', replaceable: false }
const BYTES = { error: 'stream did not contain valid UTF-8', replaceable: true }

function parse(...lines: string[]) {
  const parsed = parsePatch(['*** Begin Patch', ...lines, '*** End Patch'].join('\n'))
  if (!parsed.ok) throw new Error(parsed.error)
  return parsed.patch
}

function plan(files: Record<string, FileSource>, lines: string[], caller: PlanOptions['caller'] = 'tool') {
  const sources = new Map(Object.entries(files).map(([path, source]) => [resolve(path), source]))
  return planPatch(parse(...lines), sources, { caller, resolve })
}

function ends(files: Record<string, FileSource>, lines: string[], caller: PlanOptions['caller'] = 'tool') {
  const planned = plan(files, lines, caller)
  return planned.ok ? Object.fromEntries(outcomes(planned.effects)) : failureForModel(planned.failure)
}

const UPDATE_A = ['*** Update File: a', '@@', '-1', '+2']

test('an effect says what was there, what will be, and by what name', () => {
  const planned = plan({ a: '1\n', old: 'gone\n', n: 'over\n' }, [
    '*** Delete File: old',
    '*** Update File: ./a',
    '*** Move to: sub/b',
    '@@',
    '-1',
    '+2',
    '*** Add File: n',
    '+new',
  ])
  expect(planned).toEqual({
    ok: true,
    effects: [
      { kind: 'delete', path: '/w/old', label: 'old', before: 'gone\n', after: null },
      {
        kind: 'update',
        path: '/w/a',
        movePath: '/w/sub/b',
        label: 'sub/b',
        before: '1\n',
        after: '2\n',
        changes: [{ oldAt: 0, removed: 1, newAt: 0, added: 1 }],
      },
      { kind: 'add', path: '/w/n', label: 'n', before: 'over\n', after: 'new\n' },
    ],
  })
  expect(planned.ok && patchSummary(planned.effects)).toBe(
    'Success. Updated the following files:\nA n\nM sub/b\nD old\n',
  )
})

test('touched paths are resolved and unique', () => {
  const patch = parse(...UPDATE_A, '*** Update File: ./a', '*** Move to: b', '@@', '-2', '*** Delete File: c')
  expect(touchedPaths(patch, resolve)).toEqual(['/w/a', '/w/b', '/w/c'])
})

describe('the tool', () => {
  const MISSING = 'No such file or directory (os error 2)'
  test.each<[string, Record<string, FileSource>, string[], unknown]>([
    ['adds over a file', { a: '1\n' }, ['*** Add File: a', '+2'], { '/w/a': '2\n' }],
    ['adds over bytes', { a: BYTES }, ['*** Add File: a', '+2'], { '/w/a': '2\n' }],
    [
      'moves onto a file',
      { a: '1\n', b: 'x\n' },
      ['*** Update File: a', '*** Move to: b', '@@', '+2'],
      { '/w/a': null, '/w/b': '1\n2\n' },
    ],
    [
      'takes a move onto itself as an update',
      { a: '1\n' },
      ['*** Update File: a', '*** Move to: ./a', '@@', '+2'],
      { '/w/a': '1\n2\n' },
    ],
    [
      'updates what a move will replace',
      { a: '1\n', b: '1\n' },
      [...UPDATE_A, '*** Update File: b', '*** Move to: a', '@@', '+3'],
      { '/w/a': '1\n3\n', '/w/b': null },
    ],
    ['refuses nothing', {}, [], 'patch rejected: empty patch'],
    [
      'refuses an environment',
      { a: '1\n' },
      ['*** Environment ID: x', ...UPDATE_A],
      'apply_patch environment selection is unavailable for this turn',
    ],
    [
      'misses a file to update',
      {},
      UPDATE_A,
      `apply_patch verification failed: Failed to read file to update /w/a: ${MISSING}`,
    ],
    [
      'misses a file to delete',
      {},
      ['*** Delete File: a'],
      `apply_patch verification failed: Failed to read /w/a: ${MISSING}`,
    ],
    [
      'cannot update a folder',
      { d: FOLDER },
      ['*** Update File: d', '@@', '+1'],
      'apply_patch verification failed: Failed to read file to update /w/d: path `/w/d` is not a file',
    ],
    [
      'cannot delete a folder',
      { d: FOLDER },
      ['*** Delete File: d'],
      'apply_patch verification failed: Failed to read /w/d: path `/w/d` is not a file',
    ],
    [
      'cannot delete bytes',
      { b: BYTES },
      ['*** Delete File: b'],
      'apply_patch verification failed: Failed to read /w/b: stream did not contain valid UTF-8',
    ],
    [
      'cannot add over a folder',
      { d: FOLDER },
      ['*** Add File: d', '+1'],
      'apply_patch verification failed: Failed to write file /w/d',
    ],
    [
      'cannot move onto a folder',
      { a: '1\n', d: FOLDER },
      ['*** Update File: a', '*** Move to: d', '@@', '+1'],
      'apply_patch verification failed: Failed to write file /w/d',
    ],
    [
      'does not find lines',
      { a: 'x\n' },
      UPDATE_A,
      'apply_patch verification failed: Failed to find expected lines in /w/a:\n1',
    ],
    [
      'takes a file once',
      { a: '1\n' },
      [...UPDATE_A, '*** Update File: ./a', '@@', '-2'],
      'apply_patch verification failed: invalid patch: multiple operations target /w/a',
    ],
    [
      'names the first fault',
      {},
      ['*** Add File: n', '*** Delete File: a', '*** Add File: n'],
      `apply_patch verification failed: Failed to read /w/a: ${MISSING}`,
    ],
  ])('%s', (_, files, lines, expected) => {
    expect(ends(files, lines)).toEqual(expected)
  })
})

describe('the command takes operations as they come', () => {
  test.each<[string, Record<string, FileSource>, string[], unknown]>([
    ['update twice', { a: '1\n' }, [...UPDATE_A, '*** Update File: a', '@@', '-2', '+3'], { '/w/a': '3\n' }],
    ['add, then update', {}, ['*** Add File: a', '+1', ...UPDATE_A], { '/w/a': '2\n' }],
    ['add, then delete', {}, ['*** Add File: a', '+1', '*** Delete File: a'], { '/w/a': null }],
    ['delete, then add', { a: '1\n' }, ['*** Delete File: a', '*** Add File: a', '+2'], { '/w/a': '2\n' }],
    [
      'move, then update',
      { a: '1\n' },
      ['*** Update File: a', '*** Move to: b', '@@', '+2', '*** Update File: b', '@@', '-1'],
      { '/w/a': null, '/w/b': '2\n' },
    ],
    ['delete bytes', { b: BYTES }, ['*** Delete File: b'], { '/w/b': null }],
    ['any environment', { a: '1\n' }, ['*** Environment ID: x', ...UPDATE_A], { '/w/a': '2\n' }],
  ])('%s', (_, files, lines, expected) => {
    expect(ends(files, lines, 'command')).toEqual(expected)
  })

  test('and sees what they left', () => {
    const planned = plan({ a: '1\n' }, ['*** Delete File: a', ...UPDATE_A], 'command')
    expect(planned).toMatchObject({ ok: false, failure: { reason: 'unreadable', operation: 'update', path: '/w/a' } })
  })
})

test('the two readers of a failure get the words they know', () => {
  const parsed = { reason: 'malformed', message: 'm', line: 3 } as const
  expect(failureForModel(parsed)).toBe('apply_patch verification failed: invalid hunk at line 3, m')
  expect(failureForTerminal(parsed)).toBe('Invalid patch hunk on line 3: m')
  expect(failureForModel({ reason: 'malformed', message: 'm' })).toBe(
    'apply_patch verification failed: invalid patch: m',
  )
  expect(failureForTerminal({ reason: 'malformed', message: 'm' })).toBe('Invalid patch: m')
  expect(failureForTerminal({ reason: 'empty' })).toBe('No files were modified.')
  const missing = { reason: 'unreadable', operation: 'delete', path: '/a', cause: 'c' } as const
  expect(failureForTerminal(missing)).toBe('Failed to delete file /a')
  expect(failureForTerminal({ ...missing, operation: 'update' })).toBe('Failed to read file to update /a: c')
})
