import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Call } from '../../../core/thread/calls.ts'
import type { Turn } from '../../../core/thread/thread.ts'
import { createBlobs } from '../store/blobs.ts'
import { runPatch } from '../tools/applyPatch.ts'
import { turnDiff } from './turnDiff.ts'

let top = ''
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'heddle-turn-diff-'))
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

function filesOf(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  const paths = files.map(entry => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map(path => [path.slice(folder.length), readFileSync(path, 'utf8')]))
}

/** A thread as far as its patches are concerned. */
function turnOf(results: unknown[]): Turn {
  const items = results.map(result => ({ type: 'call', phase: 'done', status: 'completed', result }) as unknown as Call)
  return { id: 't', items } as unknown as Turn
}

test('git makes of the workspace as it was what the patches of the turn made of it', async () => {
  const cwd = join(top, 'w')
  const copy = join(top, 'copy')
  mkdirSync(join(cwd, 'd'), { recursive: true })
  writeFileSync(join(cwd, 'a'), '\ufeffone\r\ntwo\r\n')
  writeFileSync(join(cwd, 'd/b'), '1\n2\n3\n', { mode: 0o755 })
  writeFileSync(join(cwd, 'gone'), 'x\ny')
  writeFileSync(join(cwd, 'ü "x"'), 'old\n')
  cpSync(cwd, copy, { recursive: true })
  const blobs = createBlobs({ dir: join(top, 'blobs') })
  const patches = [
    ['*** Update File: a', '@@', '-two', '+2', '*** Update File: d/b', '*** Move to: e/c', '@@', '-2', '+zwei'],
    ['*** Update File: e/c', '@@', '-3', '+drei', '*** Delete File: gone', '*** Add File: n/new', '+n'],
    ['*** Update File: n/new', '@@', '+more', '*** Update File: ü "x"', '@@', '-old', '+new'],
  ]
  const results: unknown[] = []
  for (const lines of patches) {
    const patch = ['*** Begin Patch', ...lines, '*** End Patch'].join('\n')
    const outcome = await runPatch(patch, cwd, { keep: blobs.putAll })
    expect(outcome.status).toBe('completed')
    results.push(outcome.result)
  }
  const diffs = await turnDiff(turnOf(results), { cwd, readBlob: blobs.get })
  expect(diffs).toHaveLength(5)
  execFileSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: copy,
    input: diffs.map(({ diff }) => diff).join(''),
  })
  expect(filesOf(copy)).toEqual(filesOf(cwd))
  expect(await turnDiff(turnOf([]), { cwd, readBlob: blobs.get })).toEqual([])
})
