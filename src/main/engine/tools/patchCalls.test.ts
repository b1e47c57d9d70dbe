import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { CallItem } from '../../../core/thread/items.ts'
import { sandboxOf } from '../../../core/thread/settings.ts'
import { createBlobs } from '../store/blobs.ts'
import type { ToolRun } from './tool.ts'
import { createTools } from './tools.ts'

let top = ''
let cwd = ''
let outside = ''
let temporary = ''
beforeEach(() => {
  top = realpathSync(mkdtempSync(join(tmpdir(), 'heddle-patch-calls-')))
  ;[cwd, outside, temporary] = ['w', 'outside', 'tmp'].map(name => join(top, name)) as [string, string, string]
  for (const folder of [cwd, outside, temporary]) mkdirSync(folder)
})
afterEach(() => rmSync(top, { recursive: true, force: true }))

const blobs = () => createBlobs({ dir: join(top, 'blobs') })

/** Carries out a call as the engine would, once it was decided. */
async function carryOut(
  item: CallItem,
  { sandboxed, writableRoots = [] }: { sandboxed: boolean; writableRoots?: string[] },
) {
  const refuse = async () => ({ error: 'no command runs here' })
  const tools = createTools({
    userHome: top,
    secrets: [],
    runner: { run: refuse, write: refuse },
    searchPath: undefined,
    temporaryFolders: () => [temporary],
    keep: blobs().putAll,
  } as unknown as Parameters<typeof createTools>[0])
  const routed = tools.route(item)
  if (!routed.ok) throw new Error(routed.error)
  const settings = { sandbox: sandboxOf('workspace-write', { writableRoots }) }
  const run = { cwd, sandboxed, settings, call: { phase: 'running' } } as unknown as ToolRun
  return routed.tool.run(routed.args, run)
}

const add = (path: string) => `*** Begin Patch\n*** Add File: ${path}\n+x\n*** End Patch\n`
const patchCall = (patch: string): CallItem => ({
  type: 'custom_tool_call',
  call_id: 'c',
  name: 'apply_patch',
  input: patch,
})
const heredoc = (patch: string, workdir?: string): CallItem => ({
  type: 'function_call',
  call_id: 'c',
  name: 'exec_command',
  arguments: JSON.stringify({ cmd: `apply_patch <<'EOF'\n${patch}EOF\n`, workdir }),
})

test('a confined patch writes the workspace, further roots and temporary folders', async () => {
  for (const path of ['a', join(outside, 'a'), join(temporary, 'a')]) {
    const outcome = await carryOut(patchCall(add(path)), { sandboxed: true, writableRoots: [outside] })
    expect(outcome.status).toBe('completed')
  }
})

test('a confined patch writes nowhere else, nor what decides about later commands', async () => {
  for (const path of [join(outside, 'a'), '.git/config', '.heddle/rules/x', 'sub/.codex/config.toml']) {
    const outcome = await carryOut(patchCall(add(path)), { sandboxed: true })
    expect(outcome).toMatchObject({ status: 'failed', output: expect.stringContaining('Nothing was changed') })
  }
  expect(existsSync(join(outside, 'a'))).toBe(false)
})

test('a heredoc elsewhere is confined to where its thread works', async () => {
  expect(await carryOut(heredoc(add('a')), { sandboxed: true })).toMatchObject({ status: 'completed' })
  const elsewhere = await carryOut(heredoc(add('b'), outside), { sandboxed: true })
  expect(elsewhere).toMatchObject({ status: 'failed' })
  expect(existsSync(join(outside, 'b'))).toBe(false)
  expect(await carryOut(heredoc(add('b'), outside), { sandboxed: false })).toMatchObject({ status: 'completed' })
})

test('what stood in the files can be had back', async () => {
  writeFileSync(join(cwd, 'a'), 'before\n')
  const patch = '*** Begin Patch\n*** Update File: a\n@@\n-before\n+after\n*** End Patch\n'
  const { result } = await carryOut(patchCall(patch), { sandboxed: true })
  const image = result?.kind === 'patch' ? result.images?.[0] : undefined
  expect(image?.path).toBe(join(cwd, 'a'))
  const before = await blobs().get(image?.before ?? '')
  expect(before && Buffer.from(before).toString()).toBe('before\n')
  expect(readFileSync(join(cwd, 'a'), 'utf8')).toBe('after\n')
})
