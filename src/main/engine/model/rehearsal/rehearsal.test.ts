import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile as readText, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { SampleRequest, ToolSpec } from '../../../../core/context/request.ts'
import { type CallItem, type ResponseItem, isCall, outputFor, textOf } from '../../../../core/thread/items.ts'
import { createCollector, sampleOf } from '../../../../testing/modelRig.ts'
import { runPatch } from '../../tools/applyPatch.ts'
import { grepFiles } from '../../tools/grepFiles.ts'
import { listDir } from '../../tools/listDir.ts'
import { readFile } from '../../tools/readFile.ts'
import { createRegistry } from '../../tools/registry.ts'
import { modelInfo } from '../catalogue.ts'
import { updatePlan } from '../../tools/updatePlan.ts'
import { createRehearsal } from './rehearsal.ts'

let cwd: string
beforeEach(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'heddle-rehearsal-'))
  await writeFile(join(cwd, 'README.md'), '# A small project\n\nTODO: grow\n')
  await writeFile(
    join(cwd, 'package.json'),
    JSON.stringify({ scripts: { test: 'node -e "console.log(1+1)"' } }, null, 2),
  )
})
afterEach(() => rm(cwd, { recursive: true, force: true }))

const registry = createRegistry([
  listDir({ home: '/' }),
  readFile({ home: '/', secrets: [] }),
  grepFiles({ home: '/', ripgrep: async () => null }),
  updatePlan,
] as unknown as Parameters<typeof createRegistry>[0])

const named = (name: string): ToolSpec => ({ type: 'function', name, description: '', parameters: {}, strict: false })
const patchSpec: ToolSpec = {
  type: 'custom',
  name: 'apply_patch',
  description: '',
  format: { type: 'grammar', syntax: 'lark', definition: '' },
}
const ALL: ToolSpec[] = [...registry.specs(modelInfo('rehearsal'), '/w'), named('exec_command'), patchSpec]

/** Carries a call out for real, in the shape the loop gives results to a model. */
async function perform(call: CallItem, refuse: boolean): Promise<string> {
  if (call.type === 'custom_tool_call') return String((await runPatch(call.input, cwd)).output)
  if (call.type !== 'function_call') return 'unsupported'
  const args = JSON.parse(call.arguments)
  if (call.name === 'exec_command') {
    if (refuse && args.sandbox_permissions) return 'The user rejected this command.'
    const { status, stdout, stderr } = spawnSync('bash', ['-c', args.cmd], { cwd, encoding: 'utf8' })
    return `Wall time: 0.1 seconds\nProcess exited with code ${status}\nOutput:\n${stdout}${stderr}`
  }
  const routed = registry.route(call)
  if (!routed.ok) return routed.error
  const run = { cwd, settings: { mode: 'code' }, signal: new AbortController().signal }
  return String((await routed.tool.run(routed.args, run as unknown as Parameters<typeof routed.tool.run>[1])).output)
}

/** Plays a whole turn: samples and performs until an answer has no calls. */
async function turn(
  prompt: string,
  { history = [] as ResponseItem[], tools = ALL, refuse = false, over = {} as Partial<SampleRequest> } = {},
) {
  const rehearsal = createRehearsal({ paceMs: 0, sleep: async () => {} })
  const input = [...history, ...sampleOf(prompt).input]
  for (let samples = 1; ; samples++) {
    expect(samples, 'the turn comes to an end').toBeLessThan(15)
    const collector = createCollector()
    const request = sampleOf('', { input: [...input], tools, cwd, turnId: `turn-${history.length}`, ...over })
    const end = await rehearsal.sample(request, collector.sink, new AbortController().signal)
    expect(end.status).toBe('completed')
    input.push(...collector.items)
    const calls = collector.items.filter(isCall)
    const texts = input.flatMap(item =>
      item.type === 'message' && item.role === 'assistant' ? [textOf(item.content)] : [],
    )
    expect(texts.every(text => text.startsWith('Rehearsal model: '))).toBe(true)
    if (calls.length === 0)
      return {
        history: input,
        answer: texts.at(-1) ?? '',
        names: input.filter(isCall).map(call => ('name' in call ? call.name : '')),
      }
    for (const call of calls) input.push(outputFor(call, await perform(call, refuse)))
  }
}

test('the tour works on the real workspace and reports what really happened', async () => {
  const { answer, names, history } = await turn('Show me what you can do')
  expect(names).toEqual([
    'list_dir',
    'read_file',
    'read_file',
    'grep_files',
    'update_plan',
    'apply_patch',
    'update_plan',
    'exec_command',
    'exec_command',
    'update_plan',
  ])
  expect(answer).toContain('I saw 2 entries')
  expect(answer).toContain('I read 3 lines; the first one says “A small project”')
  expect(answer).toContain('I found 1 open TODO.')
  expect(answer).toContain('I changed `REHEARSAL.md`.')
  expect(answer).toContain('`npm test --silent` ended with code 0 and printed 1 line.')
  expect(answer).toMatch(/You let `uname -a` run outside the sandbox; it says “Linux/)
  const note = await readText(join(cwd, 'REHEARSAL.md'), 'utf8')
  expect(note).toContain('- Asked for “Show me what you can do”: saw 2 entries.')
  // The second time the note is there already, and gets one more line.
  const again = await turn('Once more', { history })
  expect(again.answer).toContain('I changed `REHEARSAL.md`.')
  expect(await readText(join(cwd, 'REHEARSAL.md'), 'utf8')).toBe(
    note.replace('(The rehearsal', '- Asked for “Once more”: saw 3 entries.\n(The rehearsal'),
  )
  const ids = again.history.filter(isCall).map(call => call.call_id)
  expect(new Set(ids).size).toBe(ids.length)
})

test('a refusal and a patch that does not apply are taken calmly', async () => {
  await writeFile(join(cwd, 'REHEARSAL.md'), 'something else\n')
  const { answer } = await turn('go', { refuse: true })
  expect(answer).toContain('The patch was not applied, and I left it at that')
  expect(answer).toContain(
    'The command outside the sandbox did not run, which is fine: “The user rejected this command.”',
  )
  expect(await readText(join(cwd, 'REHEARSAL.md'), 'utf8')).toBe('something else\n')
})

test('it makes do with the tools it has', async () => {
  const { names, answer } = await turn('go', { tools: [named('exec_command')] })
  expect(new Set(names)).toEqual(new Set(['exec_command']))
  expect(answer).toContain('I saw 2 entries')
  expect((await turn('go', { tools: [named('unknown')] })).answer).toContain('nothing happened')
  const { input: history } = sampleOf('hello')
  const { answer: summary } = await turn('write a summary', { tools: [], history })
  expect(summary).toContain('Summary: 1 message so far, the last one “hello”.')
})

test.each([
  ['help', /`long 500` writes 500 paragraphs/],
  ['plan a castle', /in Plan mode only/],
  ['ask me', /no tool for questions/],
  ['long 12', /Paragraph 12\./],
  ['fail', /3 calls went wrong, as intended[\s\S]*no-such-file[\s\S]*code 3[\s\S]*unsupported call/],
  ['parallel', /4 commands of 4 ended well/],
  ['agent', /switched off/],
  ['look', /the listing has 3 lines/],
])('%s', async (prompt, expected) => {
  expect((await turn(prompt)).answer).toMatch(expected)
})

const mode = (name: string): ResponseItem => ({
  type: 'message',
  role: 'developer',
  content: [{ type: 'input_text', text: `<collaboration_mode># ${name} mode\nwords</collaboration_mode>` }],
})

test.each(['plan a castle', 'build a castle'])('in Plan mode “%s” is planned and not done', async prompt => {
  const { answer, names } = await turn(prompt, { history: [mode('Code'), mode('Plan')] })
  expect(answer).toMatch(/\n<proposed_plan>\n# Leave a note[\s\S]*\n<\/proposed_plan>$/)
  expect(names).toEqual(['list_dir'])
  const after = await turn(prompt.replace('plan', 'make'), { history: [mode('Plan'), mode('Code')] })
  expect(after.names).toContain('apply_patch')
})

test('a question comes back with the answer that was given', async () => {
  const rehearsal = createRehearsal({ paceMs: 0, sleep: async () => {} })
  const request = sampleOf('ask', { tools: [named('request_user_input')] })
  const first = createCollector()
  await rehearsal.sample(request, first.sink, new AbortController().signal)
  const call = first.items.find(isCall)!
  const second = createCollector()
  const input = [...request.input, ...first.items, outputFor(call, '{"answers":{"drink":{"answers":["Tea"]}}}')]
  await rehearsal.sample({ ...request, input }, second.sink, new AbortController().signal)
  expect(second.liveText()).toContain('["Tea"]')
})

test('text comes in small pieces, and stops at once when it is cancelled', async () => {
  const controller = new AbortController()
  let waits = 0
  const rehearsal = createRehearsal({ paceMs: 5, sleep: async () => void (++waits === 3 && controller.abort()) })
  const { sink, items, deltas } = createCollector()
  expect(await rehearsal.sample(sampleOf('long', { tools: ALL }), sink, controller.signal)).toEqual({
    status: 'cancelled',
  })
  expect(items).toEqual([])
  expect(deltas.map(delta => delta.text.length)).toEqual([16, 16, 16])
})

test('context and instructions are not taken for a prompt', async () => {
  const context: ResponseItem = {
    type: 'message',
    role: 'user',
    content: [{ type: 'input_text', text: '<environment_context>x' }],
  }
  expect((await turn('help', { history: [context] })).answer).toContain('stand-in for a model')
})
