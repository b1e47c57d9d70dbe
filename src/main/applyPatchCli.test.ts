import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runApplyPatch } from './applyPatchCli.ts'

let cwd = ''
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'heddle-apply-patch-'))
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

async function run(args: string[], input: Buffer | string = '') {
  const out = { stdout: '', stderr: '' }
  const exitCode = await runApplyPatch(args, streamOf(input), {
    cwd,
    stdout: { write: text => (out.stdout += text) },
    stderr: { write: text => (out.stderr += text) },
  })
  return { exitCode, ...out }
}

async function* streamOf(input: Buffer | string) {
  const bytes = Buffer.from(input)
  // Cut in the middle, so that a character may come in two pieces.
  yield bytes.subarray(0, bytes.length >> 1)
  yield bytes.subarray(bytes.length >> 1)
}

const ADD = '*** Begin Patch\n*** Add File: n\n+ü\n*** End Patch'
const DONE = { exitCode: 0, stdout: 'Success. Updated the following files:\nA n\n', stderr: '' }

test('takes the patch as an argument or from standard input', async () => {
  expect(await run([ADD])).toEqual(DONE)
  expect(await run([], ADD)).toEqual(DONE)
  expect(await readFile(join(cwd, 'n'), 'utf8')).toBe('ü\n')
})

test.each([
  [[], '', 2, "Usage: apply_patch 'PATCH'\n       echo 'PATCH' | apply_patch\n"],
  [[ADD, 'x'], '', 2, 'Error: apply_patch accepts exactly one argument.\n'],
  [[''], '', 1, "Invalid patch: The last line of the patch must be '*** End Patch'\n"],
  [['--help'], '', 1, "Invalid patch: The first line of the patch must be '*** Begin Patch'\n"],
  [[], Buffer.from([0xff]), 1, 'Error: Failed to read PATCH from stdin.\nstream did not contain valid UTF-8\n'],
  [['*** Begin Patch\n*** End Patch'], '', 1, 'No files were modified.\n'],
  [
    ['*** Begin Patch\njunk\n*** End Patch'],
    '',
    1,
    "Invalid patch hunk on line 2: 'junk' is not a valid hunk header. Valid hunk headers: '*** Add File: {path}', '*** Delete File: {path}', '*** Update File: {path}'\n",
  ],
])('%j with input %j exits with %i', async (args, input, exitCode, stderr) => {
  expect(await run(args, input)).toEqual({ exitCode, stdout: '', stderr })
})

test('operations on one file follow each other', async () => {
  await writeFile(join(cwd, 'a'), '1\n')
  const update = (from: string, to: string) => `*** Update File: a\n@@\n-${from}\n+${to}\n`
  const done = await run([`*** Begin Patch\n${update('1', '2')}${update('2', '3')}*** End Patch`])
  expect(done).toMatchObject({ exitCode: 0, stdout: 'Success. Updated the following files:\nM a\nM a\n' })
  expect(await readFile(join(cwd, 'a'), 'utf8')).toBe('3\n')
})

test('names what is missing and changes nothing', async () => {
  expect(await run([`*** Begin Patch\n*** Add File: n\n*** Delete File: gone\n*** End Patch`])).toEqual({
    exitCode: 1,
    stdout: '',
    stderr: `Failed to delete file ${join(cwd, 'gone')}\n`,
  })
  expect(await readdir(cwd)).toEqual([])
})
