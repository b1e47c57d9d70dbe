import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { sandboxOf } from '../../core/thread/settings.ts'
import { callsOf, waitingCalls } from '../../core/thread/thread.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { begin, ended, newId, rig, send, settings, waits } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const request = (thread: Thread) => {
  const [call] = waitingCalls(thread)
  return call?.phase === 'waiting' ? call.request : expect.fail('nothing waits')
}

const lastOutput = ({ model }: Rig, n: number): string => JSON.stringify(model.requests[n]?.input.at(-1))

function answer(
  { client }: Rig,
  thread: Thread,
  decision: Parameters<typeof client.call<'approval/answer'>>[1]['decision'],
) {
  const [call] = waitingCalls(thread)
  const turnId = thread.turns.at(-1)?.id ?? ''
  return client.call('approval/answer', { threadId: thread.id, turnId, callId: call?.id ?? '', decision })
}

describe('rules', () => {
  test('an answer makes one, and the same question is not asked again, in no thread', async () => {
    const at = await rig(
      script()
        .calls('exec_command', { cmd: 'touch one.txt' })
        .next()
        .says('ok')
        .next()
        .calls('exec_command', { cmd: 'touch two.txt' })
        .next()
        .says('ok'),
    )
    const first = await begin(at, { approvalPolicy: 'untrusted' })
    await send(at.client, first.threadId, 'go')
    const waiting = await first.seen.until(waits)
    expect(request(waiting)).toMatchObject({
      proposedPrefix: ['touch', 'one.txt'],
      proposals: [['touch', 'one.txt'], ['touch']],
    })
    await answer(at, waiting, { type: 'approvePrefix', prefix: ['touch'], scope: 'everywhere' })
    await first.seen.until(ended(1))
    const file = join(at.home.home, 'rules', 'default.rules')
    expect(readFileSync(file, 'utf8')).toBe('prefix_rule(pattern=["touch"], decision="allow")\n')

    const second = await begin(at, { approvalPolicy: 'untrusted' })
    await send(at.client, second.threadId, 'again')
    const done = await second.seen.until(ended(1))
    expect(callsOf(done.turns[0] ?? expect.fail())[0]).toMatchObject({
      status: 'completed',
      reason: { code: 'rule.allow', rule: { file, line: 1, layer: 'user' } },
    })
  })

  test('an answer that makes one also answers what else falls under it', async () => {
    const at = await rig(
      script()
        .calls('exec_command', { cmd: 'touch one.txt' })
        .calls('exec_command', { cmd: 'touch two.txt' })
        .calls('exec_command', { cmd: 'mkdir three' })
        .next()
        .says('ok'),
    )
    const { threadId, seen } = await begin(at, { approvalPolicy: 'untrusted' })
    await send(at.client, threadId, 'go')
    const waiting = await seen.until(thread => waitingCalls(thread).length === 3)
    await answer(at, waiting, { type: 'approvePrefix', prefix: ['touch'], scope: 'project' })
    const left = await seen.until(thread => waitingCalls(thread).length === 1)
    expect(request(left).command).toBe('mkdir three')
    await answer(at, left, { type: 'deny' })
    await seen.until(ended(1))
    expect(existsSync(join(at.home.workspace, 'two.txt'))).toBe(true)
    expect(existsSync(join(at.home.workspace, 'three'))).toBe(false)
  })

  test('an answer whose rule would allow anything is refused, and the question stays', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'python3 x.py' }).next().says('ok'))
    const { threadId, seen } = await begin(at, { approvalPolicy: 'untrusted' })
    await send(at.client, threadId, 'go')
    const waiting = await seen.until(waits)
    await expect(
      answer(at, waiting, { type: 'approvePrefix', prefix: ['python3'], scope: 'everywhere' }),
    ).rejects.toMatchObject({
      code: 'rule.tooBroad',
    })
    expect(existsSync(join(at.home.home, 'rules'))).toBe(false)
    await answer(at, waiting, { type: 'deny' })
    await seen.until(ended(1))
  })

  test('a rule that forbids is told to the model with its reason', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'ls && npm publish' }).next().says('ok'))
    mkdirSync(join(at.home.home, 'rules'), { recursive: true })
    const rule =
      'prefix_rule(pattern=["npm", "publish"], decision="forbidden", justification="releases are made by people")\n'
    writeFileSync(join(at.home.home, 'rules', 'mine.rules'), rule)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    expect(lastOutput(at, 1)).toContain('releases are made by people')
  })

  test('that cannot be read let nothing but reading run unasked, and say where the mistake is', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'npm test' }).next().says('ok'))
    mkdirSync(join(at.home.home, 'rules'), { recursive: true })
    writeFileSync(join(at.home.home, 'rules', 'mine.rules'), 'prefix_rule(pattern=["npm"], decision="forbiden")\n')
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    const waiting = await seen.until(waits)
    expect(request(waiting).reason).toMatchObject({
      code: 'rule.unreadable',
      text: expect.stringMatching(/mine\.rules.*line 1/),
    })
    await answer(at, waiting, { type: 'deny' })
    await seen.until(ended(1))
  })

  test('can be listed, tried and changed', async () => {
    const at = await rig(script().says('hi'))
    const cwd = at.home.workspace
    const made = await at.client.call('rules/add', {
      cwd,
      prefix: ['git', 'push'],
      decision: 'prompt',
      scope: 'project',
      justification: 'look first',
    })
    const { files } = await at.client.call('rules/list', { cwd })
    expect(files).toEqual([expect.objectContaining({ path: made.file, layer: 'project', problems: [] })])
    const { explanations } = await at.client.call('rules/simulate', {
      cwd,
      commands: ['ls', 'git push'],
      settings: settings(),
    })
    expect(explanations).toMatchObject([
      { verdict: 'runUnsandboxed', reason: { code: 'command.reads' } },
      {
        verdict: 'ask',
        reason: { code: 'rule.prompt', rule: { line: made.line } },
        matches: [{ justification: 'look first' }],
      },
    ])
    await at.client.call('rules/remove', { file: made.file, line: made.line, prefix: ['git', 'push'] })
    const after = await at.client.call('rules/simulate', { cwd, commands: ['git push'], settings: settings() })
    expect(after.explanations[0]?.matches).toEqual([])
    const adding = at.client.call('rules/add', { cwd, prefix: ['bash'], decision: 'allow', scope: 'everywhere' })
    await expect(adding).rejects.toMatchObject({ code: 'rule.tooBroad' })
  })

  test('the last real commands are at hand', async () => {
    const at = await rig(
      script().calls('exec_command', { cmd: 'echo one' }).calls('exec_command', { cmd: 'echo two' }).next().says('ok'),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    const { commands } = await at.client.call('rules/recentCommands', {})
    expect(commands.map(({ command }) => command).sort()).toEqual(['echo one', 'echo two'])
    expect(commands[0]).toMatchObject({ threadId, cwd: at.home.workspace })
  })
})

describe('under on-failure', () => {
  const outside = `/var/tmp/heddle-retry-${process.pid}`

  test.each([
    [{ type: 'approve', scope: 'once' } as const, true],
    [{ type: 'deny' } as const, false],
  ])('what the sandbox stopped asks to run without it: %j', async (decision, runs) => {
    const at = await rig(
      script()
        .calls('exec_command', { cmd: `touch ${outside}` })
        .next()
        .says('ok'),
    )
    const { sandbox } = await at.client.call('engine/status', {})
    if (!sandbox.available) return
    rmSync(outside, { force: true })
    const { threadId, seen } = await begin(at, { approvalPolicy: 'on-failure', sandbox: sandboxOf('workspace-write') })
    await send(at.client, threadId, 'go')
    const waiting = await seen.until(waits)
    expect(request(waiting)).toMatchObject({
      unsandboxed: true,
      reason: { code: 'sandbox.failed' },
      attempt: { exitCode: 1 },
    })
    expect(existsSync(outside)).toBe(false)
    await answer(at, waiting, decision)
    await seen.until(ended(1))
    expect(existsSync(outside)).toBe(runs)
    if (!runs) expect(lastOutput(at, 1)).toMatch(/Read-only file system.*did not allow running it again/)
    rmSync(outside, { force: true })
  })
})

test('the inbox shows what waits in every thread, also after the process died', async () => {
  const at = await rig(script().calls('exec_command', { cmd: 'touch a' }).next().says('ok'))
  const one = await begin(at, { approvalPolicy: 'untrusted' })
  await send(at.client, one.threadId, 'please touch it')
  await one.seen.until(waits)
  const entries = new Map<string, number>()
  const { promise: told, resolve } = Promise.withResolvers<unknown>()
  const { close } = at.client.subscribe('inbox/watch', {}, frame => {
    if (frame.type !== 'changed') return
    entries.set(frame.threadId, frame.entries.length)
    if (frame.entries.length > 0) resolve(frame.entries[0])
  })
  expect(await told).toMatchObject({
    threadId: one.threadId,
    thread: 'please touch it',
    request: { command: 'touch a' },
  })
  await answer(at, one.seen.thread() ?? expect.fail(), { type: 'deny' })
  await one.seen.until(ended(1))
  expect(entries.get(one.threadId)).toBe(0)
  close()
})

test('a tool of the client is called by the model and answered by the client', async () => {
  const at = await rig(script().calls('look_up', { word: 'heddle' }).next().says('ok'))
  const look = {
    name: 'look_up',
    description: 'Looks a word up.',
    inputSchema: { type: 'object', properties: { word: { type: 'string' } } },
  }
  const { client, home } = at
  const { threadId } = await client.call('thread/start', {
    commandId: newId(),
    cwd: home.workspace,
    settings: settings(),
    dynamicTools: [look],
  })
  await send(client, threadId, 'go')
  const { promise: asked, resolve } = Promise.withResolvers<string>()
  client.subscribe('thread/watch', { threadId }, frame => {
    const calls = frame.type === 'event' && frame.event.type === 'call.started' ? [frame.event.callId] : []
    const known = frame.type === 'reset' ? callsOf(frame.thread.turns[0] ?? expect.fail()).map(call => call.id) : []
    for (const id of [...calls, ...known]) resolve(id)
  })
  const callId = await asked
  const content = [{ type: 'input_text' as const, text: 'a part of a loom' }]
  await client.call('tool/answer', { threadId, callId, success: true, content })
  await expect(client.call('tool/answer', { threadId, callId, success: true, content })).rejects.toMatchObject({
    code: 'tool.notWaiting',
  })
  expect(JSON.stringify(at.model.requests[0]?.body.tools)).toContain('look_up')
  await expect.poll(() => lastOutput(at, 1)).toContain('a part of a loom')
})
