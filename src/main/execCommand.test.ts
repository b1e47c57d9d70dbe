import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { jsonLines, runHeddle, tempHome } from '../testing/heddle.ts'
import type { TempHome } from '../testing/heddle.ts'
import { script, startModelServer } from '../testing/modelServer.ts'
import type { ModelServer } from '../testing/modelServer.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close()
})

async function rig(
  source: Parameters<typeof startModelServer>[0],
  config = '',
): Promise<TempHome & { model: ModelServer }> {
  const model = await startModelServer(source)
  const home = tempHome(model.url, config)
  open.push(model, { close: home.remove })
  return { ...home, model }
}

const exec = ({ home, workspace }: TempHome, args: string[], input?: string) =>
  runHeddle(['exec', '--json', '-C', workspace, '-s', 'danger-full-access', ...args], { home, input })

const itemsOf = (lines: Record<string, unknown>[], type: string) =>
  lines.filter(line => line.type === type).map(line => line.item as Record<string, unknown>)

interface RolloutLine {
  ordinal?: number
  type?: string
  payload?: { type?: string }
}

function rolloutOf({ home }: TempHome): RolloutLine[] {
  const files = readdirSync(join(home, 'sessions'), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.jsonl'),
  )
  expect(files).toHaveLength(1)
  expect(files[0]).toMatch(/^\d{4}\/\d\d\/\d\d\/rollout-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-[0-9a-f-]{36}\.jsonl$/)
  return jsonLines(readFileSync(join(home, 'sessions', files[0] ?? ''), 'utf8'))
}

const three = () =>
  script()
    .reasons('look around')
    .says('Four at once.')
    .calls('exec_command', { cmd: 'echo one' })
    .calls('exec_command', { cmd: 'sleep 0.2; echo two' })
    .calls('exec_command', { cmd: 'echo three; exit 3' })
    .calls('update_plan', {
      plan: [
        { step: 'look', status: 'completed' },
        { step: 'write', status: 'in_progress' },
      ],
    })
    .next()
    .patch('*** Begin Patch\n*** Add File: new.txt\n+hello\n*** End Patch\n')
    .next()
    .says('All done.')

describe('heddle exec --json', () => {
  test('three rounds with four parallel calls: events, files, requests and rollout', async () => {
    const home = await rig(three())
    const { code, lines, stderr } = await exec(home, ['go'])
    expect(stderr).toBe('')
    expect(code).toBe(0)
    expect(lines.map(line => line.type)).toEqual(
      expect.arrayContaining(['thread.started', 'turn.started', 'turn.completed']),
    )
    expect(lines[0]).toEqual({ type: 'thread.started', thread_id: expect.stringMatching(/^[0-9a-f-]{36}$/) })
    expect(lines.at(-1)).toMatchObject({ type: 'turn.completed', usage: { input_tokens: expect.any(Number) } })
    expect(itemsOf(lines, 'item.started').filter(item => item.type === 'command_execution')).toHaveLength(3)

    const done = itemsOf(lines, 'item.completed')
    const commands = done.filter(item => item.type === 'command_execution')
    expect(commands.map(item => [item.aggregated_output, item.exit_code, item.status]).toSorted()).toEqual([
      ['one\n', 0, 'completed'],
      ['three\n', 3, 'failed'],
      ['two\n', 0, 'completed'],
    ])
    expect(done.find(item => item.type === 'file_change')).toMatchObject({
      changes: [{ path: join(home.workspace, 'new.txt'), kind: 'add' }],
      status: 'completed',
    })
    expect(done.filter(item => item.type === 'agent_message').map(item => item.text)).toEqual([
      'Four at once.',
      'All done.',
    ])
    expect(done.find(item => item.type === 'todo_list')).toMatchObject({
      items: [{ completed: true }, { completed: false }],
    })
    expect(readFileSync(join(home.workspace, 'new.txt'), 'utf8')).toBe('hello\n')

    expect(home.model.problems).toEqual([])
    expect(home.model.requests).toHaveLength(3)
    const outputs = home.model.requests[1]?.input.filter(item => item.type === 'function_call_output') ?? []
    const calls = home.model.requests[1]?.input.filter(item => item.type === 'function_call') ?? []
    expect(outputs.map(output => output.call_id)).toEqual(calls.map(call => call.call_id))
    expect(outputs[2]?.output).toMatch(
      /^Chunk ID: [0-9a-f]{6}\nWall time: \d+\.\d{4} seconds\nProcess exited with code 3\nOriginal token count: 2\nOutput:\nthree\n/,
    )

    const rollout = rolloutOf(home)
    expect(rollout.map(line => line.ordinal)).toEqual(rollout.map((_, index) => index))
    expect(rollout[0]).toMatchObject({
      type: 'session_meta',
      payload: { history_mode: 'paginated', cwd: home.workspace },
    })
    const events = rollout.filter(line => line.type === 'event_msg').map(line => line.payload?.type)
    expect(events[0]).toBe('task_started')
    expect(events.at(-1)).toBe('task_complete')
  })

  test('a second run continues the thread with a stable prefix', async () => {
    const home = await rig(script().says('First.').next().says('Second.').next().says('Third.'))
    const first = await exec(home, ['remember 7'])
    const id = String(first.lines[0]?.thread_id)
    const second = await exec(home, ['resume', id, 'what was it?'])
    expect(second.lines[0]).toEqual({ type: 'thread.started', thread_id: id })
    expect(second.code).toBe(0)
    const last = await exec(home, ['resume', '--last', 'again'])
    expect(last.lines[0]).toEqual({ type: 'thread.started', thread_id: id })
    expect(home.model.problems).toEqual([])
    expect(rolloutOf(home).filter(line => line.payload?.type === 'task_complete')).toHaveLength(3)
  })

  test('prompts come from standard input, alone or beside an argument', async () => {
    const home = await rig(script().says('ok').times(3))
    const textOf = (n: number) => JSON.stringify(home.model.requests[n]?.input.at(-1))
    await exec(home, ['-'], 'from a pipe')
    expect(textOf(0)).toContain('from a pipe')
    await exec(home, [], 'no dash')
    expect(textOf(1)).toContain('no dash')
    await exec(home, ['look at this'], 'piped')
    expect(textOf(2)).toContain('look at this\\n\\n<stdin>\\npiped\\n</stdin>')
  })

  test('--output-last-message and --output-schema', async () => {
    const home = await rig(script().says('{"n":7}'))
    const schema = join(home.root, 'schema.json')
    const out = join(home.root, 'answer.txt')
    writeFileSync(schema, '{"type":"object"}')
    await exec(home, ['--output-schema', schema, '-o', out, 'count'])
    expect(readFileSync(out, 'utf8')).toBe('{"n":7}')
    expect(home.model.requests[0]?.body.text).toMatchObject({
      format: { type: 'json_schema', strict: true, name: 'codex_output_schema', schema: { type: 'object' } },
    })
  })

  test('--ephemeral keeps nothing', async () => {
    const home = await rig(script().says('gone'))
    expect((await exec(home, ['--ephemeral', 'hi'])).code).toBe(0)
    expect(
      existsSync(join(home.home, 'sessions')) ? readdirSync(join(home.home, 'sessions'), { recursive: true }) : [],
    ).toEqual([])
  })

  test('without --json the answer alone is on standard output', async () => {
    const home = await rig(script().says('The answer.'))
    const { stdout, stderr } = await runHeddle(['exec', '-C', home.workspace, 'q'], { home: home.home })
    expect(stdout).toBe('The answer.\n')
    expect(stderr).toMatch(/model: gpt-5\.5/)
    expect(stderr).toMatch(/tokens used/)
  })
})

describe('what goes wrong is one clear line, and an exit code', () => {
  test.each([
    ['no such folder', ['-C', '/no/such/folder', 'hi'], /\/no\/such\/folder/],
    ['an unknown option', ['--frobnicate', 'hi'], /--frobnicate/],
    ['a wrong sandbox', ['-s', 'tight', 'hi'], /read-only, workspace-write/],
    ['a broken override', ['-c', 'model', 'hi'], /KEY=VALUE/],
    ['a wrong value', ['-c', 'approval_policy="sometimes"', 'hi'], /approval_policy/],
    ['no prompt', [], /prompt/],
    ['a missing schema', ['--output-schema', '/no/schema.json', 'hi'], /\/no\/schema\.json/],
    ['an unknown thread', ['resume', '01a1f000-0000-7000-8000-0000000000a1', 'hi'], /01a1f000/],
    ['an unknown provider', ['-c', 'model_provider="nowhere"', 'hi'], /nowhere/],
  ])('%s', async (_name, args, words) => {
    const home = await rig(script().says('never asked'))
    const { code, stderr, stdout } = await runHeddle(['exec', '--json', ...args], {
      home: home.home,
      cwd: home.workspace,
    })
    const said = stderr + stdout
    expect(code, said).toBeGreaterThan(0)
    expect(said).toMatch(words)
    expect(said).not.toMatch(/\n\s+at /)
    expect(home.model.requests).toHaveLength(0)
  })

  test('an unreadable configuration names file, line and column', async () => {
    const home = await rig(script().says('never asked'))
    writeFileSync(join(home.home, 'config.toml'), 'model = "x"\nmodel_provider = = 3\n')
    const { code, stderr } = await exec(home, ['hi'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/config\.toml:2:\d+/)
  })

  test('a home that is a file', async () => {
    const home = await rig(script().says('never asked'))
    const file = join(home.root, 'file')
    writeFileSync(file, '')
    const { code, stderr } = await runHeddle(['exec', 'hi'], { home: file, cwd: home.workspace })
    expect(code).toBe(1)
    expect(stderr).toMatch(/home directory .*file.* not a directory/)
  })

  test('a wrong key is said once, without the key', async () => {
    const body = '{"error":{"message":"Incorrect API key provided: sk-canary"}}'
    const home = await rig(script().fails({ status: 401, body }))
    const { code, lines, stdout, stderr } = await exec(home, ['hi'])
    expect(code).toBe(1)
    expect(home.model.requests).toHaveLength(1)
    expect(lines.at(-1)).toMatchObject({ type: 'turn.failed', error: { message: expect.stringMatching(/key/i) } })
    expect(stdout + stderr).not.toContain('sk-canary')
    expect(JSON.stringify(rolloutOf(home))).not.toContain('sk-canary')
  })

  test('a server that answers HTML', async () => {
    const home = await rig(
      script().fails({ status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Hello</html>' }),
    )
    const { code, lines } = await exec(home, ['hi'])
    expect(code).toBe(1)
    expect(lines.at(-1)).toMatchObject({
      type: 'turn.failed',
      error: { message: expect.stringMatching(/HTML|web page/i) },
    })
  })

  test('an unknown model works and is said', async () => {
    const home = await rig(script().says('fine'))
    const { code, lines } = await exec(home, ['-m', 'mystery-1', 'hi'])
    expect(code).toBe(0)
    expect(
      itemsOf(lines, 'item.completed').some(item => item.type === 'error' && /mystery-1/.test(String(item.message))),
    ).toBe(true)
  })

  test('a folder that cannot be written is told to the model', async () => {
    const home = await rig(
      script().patch('*** Begin Patch\n*** Update File: nope.txt\n@@\n-a\n+b\n*** End Patch\n').next().says('Oh.'),
    )
    mkdirSync(join(home.workspace, 'sub'))
    const { code } = await exec(home, ['hi'])
    expect(code).toBe(0)
    expect(JSON.stringify(home.model.requests[1]?.input.at(-1))).toMatch(/apply_patch verification failed/)
  })
})
