import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Call } from '../../../core/thread/calls.ts'
import type { CallItem } from '../../../core/thread/items.ts'
import { sandboxOf } from '../../../core/thread/settings.ts'
import { blackPng } from '../../../testing/hostilePictures.ts'
import { grepFiles } from './grepFiles.ts'
import { listDir } from './listDir.ts'
import { readFile } from './readFile.ts'
import { createRegistry } from './registry.ts'
import type { Tool, ToolRun } from './tool.ts'
import { updatePlan } from './updatePlan.ts'
import { viewImage } from './viewImage.ts'

let cwd = ''
let secret = ''

beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'heddle-tools-'))
  secret = join(cwd, 'auth.json')
  mkdirSync(join(cwd, 'src/deep/deeper'), { recursive: true })
  writeFileSync(secret, '{"key":"CANARY"}')
  symlinkSync(secret, join(cwd, 'innocent.txt'))
  writeFileSync(join(cwd, 'src/a.ts'), Array.from({ length: 30 }, (_, n) => `line ${n + 1}`).join('\n') + '\n')
  writeFileSync(join(cwd, 'src/deep/deeper/b.js'), 'needle here\n')
  writeFileSync(join(cwd, 'binary'), Buffer.from([1, 0, 2]))
  execFileSync('mkfifo', [join(cwd, 'pipe')])
})
afterAll(() => rmSync(cwd, { recursive: true }))

const item = (args: unknown): CallItem => ({
  type: 'function_call',
  call_id: 'c',
  name: 'x',
  arguments: typeof args === 'string' ? args : JSON.stringify(args),
})

const runOf = (over: Partial<ToolRun> = {}): ToolRun => ({
  threadId: 't',
  turnId: 'u',
  call: { type: 'call', id: 'c', item: item({}), at: 0, phase: 'new' } as Call,
  cwd,
  settings: { provider: 'p', model: 'm', mode: 'code', approvalPolicy: 'never', sandbox: sandboxOf('read-only') },
  sandboxed: true,
  model: {
    slug: 'm',
    name: 'm',
    contextWindow: 1,
    effectivePercent: 95,
    outputTokenLimit: 1000,
    parallelToolCalls: true,
    efforts: [],
    vision: true,
    applyPatch: 'freeform',
    known: true,
  },
  signal: new AbortController().signal,
  onOutput: () => {},
  ...over,
})

async function use<A>(tool: Tool<A>, args: unknown, over: Partial<ToolRun> = {}) {
  const parsed = tool.parse(item(args))
  if (!parsed.ok) return { status: 'unparsed', output: parsed.error }
  return tool.run(parsed.args, runOf(over))
}

const withSecrets = () => readFile({ home: cwd, secrets: [secret] })

describe('read_file', () => {
  test('numbers lines and says how to go on', async () => {
    const { output } = await use(withSecrets(), { file_path: 'src/a.ts', offset: 3, limit: 2 })
    expect(output).toBe('3: line 3\n4: line 4\n(26 more lines; go on with offset 5)')
  })
  test.each([
    ['a directory', 'src', /is a directory/],
    ['a binary file', 'binary', /binary file of 3 bytes/],
    ['a missing file', 'nope', /No such file/],
    ['past the end', { file_path: 'src/a.ts', offset: 99 }, /30 lines; offset 99/],
    ['credentials', 'auth.json', /holds credentials/],
    ['credentials behind a link', 'innocent.txt', /holds credentials/],
  ])('refuses %s', async (_name, args, words) => {
    const { status, output } = await use(withSecrets(), typeof args === 'string' ? { file_path: args } : args)
    expect(status).toBe('failed')
    expect(output).toMatch(words)
    expect(output).not.toContain('CANARY')
  })
  test('a pipe nobody writes to does not block', async () => {
    const { status, output } = await use(withSecrets(), { file_path: 'pipe' })
    expect([status, output]).toEqual(['failed', expect.stringMatching(/not a regular file/)])
  })
})

test('list_dir shows a tree, to a depth and a limit', async () => {
  const tool = listDir({ home: cwd })
  const { output } = await use(tool, { dir_path: 'src', depth: 3 })
  expect(output).toBe(`${join(cwd, 'src')}\na.ts\ndeep/\n  deeper/\n    b.js`)
  expect((await use(tool, { dir_path: 'src', limit: 1 })).output).toMatch(/1 or more entries left out/)
  expect((await use(tool, { dir_path: 'nope' })).status).toBe('failed')
})

describe.each([
  ['ripgrep', execFileSync('sh', ['-c', 'command -v rg || true']).toString().trim() || null],
  ['own search', null],
])('grep_files with %s', (_name, ripgrep) => {
  const tool = () => grepFiles({ home: cwd, ripgrep: async () => ripgrep })
  test('finds lines with their places', async () => {
    expect((await use(tool(), { pattern: 'needle' })).output).toBe('src/deep/deeper/b.js:1:needle here')
    expect((await use(tool(), { pattern: 'line', include: '*.js' })).output).toBe('No matches.')
  })
  test('stops at the limit and says so', async () => {
    const { output } = await use(tool(), { pattern: '^line', limit: 3 })
    expect(String(output).split('\n').slice(0, 3)).toEqual([
      'src/a.ts:1:line 1',
      'src/a.ts:2:line 2',
      'src/a.ts:3:line 3',
    ])
    expect(output).toMatch(/more than 3 hits/)
  })
  test('a bad pattern is explained', async () => {
    expect((await use(tool(), { pattern: '(' })).status).toBe('failed')
  })
})

test('view_image knows images by their bytes', async () => {
  const png = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  )
  writeFileSync(join(cwd, 'dot.png'), png)
  const shown = await use(viewImage({ home: cwd }), { path: 'dot.png' })
  expect(shown.output).toEqual([
    { type: 'input_image', image_url: expect.stringMatching(/^data:image\/png;base64,/), detail: 'original' },
  ])
  expect((await use(viewImage({ home: cwd }), { path: 'src/a.ts' })).output).toMatch(/not a PNG/)
  writeFileSync(join(cwd, 'bomb.png'), blackPng(65_535, 65_535))
  expect((await use(viewImage({ home: cwd }), { path: 'bomb.png' })).output).toMatch(/65535 × 65535 pixels/)
  const blind = runOf()
  expect(
    (await use(viewImage({ home: cwd }), { path: 'dot.png' }, { model: { ...blind.model, vision: false } })).status,
  ).toBe('failed')
})

describe('update_plan', () => {
  const plan = (...statuses: string[]) => ({ plan: statuses.map((status, n) => ({ step: `step ${n}`, status })) })
  test('keeps the checklist', async () => {
    const { status, output } = await use(updatePlan, plan('completed', 'in_progress', 'pending'))
    expect([status, output]).toEqual(['completed', 'Plan updated'])
  })
  test('is kept without the white space around its words', async () => {
    const kept = await use(updatePlan, { explanation: ' ', plan: [{ step: ' look ', status: 'pending' }] })
    expect(kept).toMatchObject({ result: { kind: 'plan', steps: [{ step: 'look', status: 'pending' }] } })
    expect(kept).not.toHaveProperty('result.explanation', expect.anything())
  })
  const step = (text: string) => ({ step: text, status: 'pending' })
  test.each([
    [plan('in_progress', 'completed', 'in_progress'), 'At most one step can be in_progress, and 2 are.'],
    [plan(), 'A plan needs at least one step.'],
    [{ plan: Array.from({ length: 51 }, (_, n) => step(`step ${n}`)) }, 'at most 50 steps, not 51'],
    [{ plan: [step('look'), step(' ')] }, 'Step 2 is empty.'],
    [{ plan: [step('x'.repeat(401))] }, 'Step 1 is too long'],
    [{ plan: [step('look'), step('build'), step('look ')] }, 'Step 3 repeats an earlier one'],
  ])('a checklist that cannot be followed is sent back: %#', async (args, problem) => {
    const { status, output, ...rest } = await use(updatePlan, args)
    expect([status, rest]).toEqual(['failed', { result: undefined }])
    expect(output).toContain(problem)
    expect(output).toContain('stays as it was')
  })
  test('bad arguments are a sentence for the model', async () => {
    expect((await use(updatePlan, plan('soon'))).output).toMatch(/^failed to parse function arguments: plan\.0\.status/)
    expect((await use(updatePlan, '{"plan": ')).output).toMatch(/^failed to parse function arguments/)
  })
})

test('the registry answers what it does not know', () => {
  const registry = createRegistry([updatePlan] as Tool<never>[])
  expect(registry.route({ ...item({}), name: 'nope', namespace: 'ns' } as CallItem)).toEqual({
    ok: false,
    error: 'unsupported call: nsnope',
  })
  expect(registry.specs(runOf().model, '/w')).toMatchObject([
    { type: 'function', name: 'update_plan', strict: false, parameters: { additionalProperties: false } },
  ])
})
