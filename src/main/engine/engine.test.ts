import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { ThreadSummary } from '../../contract/schemas.ts'
import { sandboxOf } from '../../core/thread/settings.ts'
import { waitingCalls } from '../../core/thread/thread.ts'
import { connect } from '../../rpc/connect.ts'
import { memoryPorts } from '../../rpc/ports/memory.ts'
import {
  begin,
  closeLater,
  ended,
  newId,
  rig,
  send,
  settings,
  start,
  text,
  waits,
  watch,
} from '../../testing/engineRig.ts'
import { tempHome } from '../../testing/heddle.ts'
import { script, startModelServer } from '../../testing/modelServer.ts'
import { createEngine } from './engine.ts'

describe('a thread over the contract', () => {
  test('streams a turn and ends with the same state as the log', async () => {
    const at = await rig(script().says('Hello there, a long answer.', {}).inDeltas(5))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'hi')
    const thread = await seen.until(ended(1))
    expect(thread.turns[0]?.items.map(item => item.type)).toEqual(['userMessage', 'agentMessage'])
    expect(seen.live()).toBe('Hello there, a long answer.')
    const again = watch(at.client, threadId)
    expect(await again.until(ended(1))).toEqual(thread)
  })

  test('a lost connection comes back without a gap', async () => {
    const at = await rig(script().says('One.').next().says('Two.'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'first')
    const before = await seen.until(ended(1))
    seen.close()
    await send(at.client, threadId, 'second')
    const late = watch(at.client, threadId, before.seq)
    await expect
      .poll(() => late.frames.some(frame => frame.type === 'event' && frame.event.type === 'turn.finished'))
      .toBe(true)
    expect(late.frames[0]?.type).toBe('event')
    const future = watch(at.client, threadId, 999_999)
    await expect.poll(() => future.frames[0]?.type).toBe('reset')
  })

  test('a repeated command or message is the same one', async () => {
    const at = await rig(script().says('Once.').next().says('Twice?'))
    const start = { commandId: newId(), cwd: at.home.workspace, settings: settings() }
    const { threadId } = await at.client.call('thread/start', start)
    expect(await at.client.call('thread/start', start)).toEqual({ threadId })
    await expect(at.client.call('thread/start', { ...start, cwd: '/' })).rejects.toMatchObject({
      code: 'command.conflict',
    })
    const input = { threadId, inputId: newId(), content: text('hi'), delivery: 'queue' as const }
    await at.client.call('input/send', input)
    await at.client.call('input/send', input)
    const thread = await watch(at.client, threadId).until(ended(1))
    await at.client.call('input/send', input)
    await at.engine.idle()
    expect(thread.turns).toHaveLength(1)
    expect(at.model.requests).toHaveLength(1)
  })

  test('a message during a turn is queued for the next; a steer joins this one', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'sleep 0.4' }).says('Steered.').next().says('Queued.'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(
      thread => thread.turns[0]?.items.some(item => item.type === 'call' && item.phase === 'running') === true,
    )
    await send(at.client, threadId, 'later', 'queue')
    await send(at.client, threadId, 'look here', 'steer')
    const thread = await seen.until(ended(2))
    const said = thread.turns.map(turn => turn.items.filter(item => item.type === 'userMessage').length)
    expect(said).toEqual([2, 1])
    expect(JSON.stringify(at.model.requests[1]?.input)).toContain('look here')
    expect(JSON.stringify(at.model.requests[1]?.input)).not.toContain('"later"')
    expect(at.model.problems).toEqual([])
  })

  test('queued messages can be edited, moved, redirected and removed', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'sleep 0.5' }).says('Done.').next().says('Next.'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    const ids = [newId(), newId(), newId()]
    for (const [n, inputId] of ids.entries()) {
      await at.client.call('input/send', { threadId, inputId, content: text(`message ${n}`), delivery: 'queue' })
    }
    const [first = '', second = '', third = ''] = ids
    await at.client.call('input/edit', { threadId, inputId: first, content: text('edited') })
    await at.client.call('input/move', { threadId, inputId: third, before: first })
    await at.client.call('input/remove', { threadId, inputId: second })
    const { inbox } = await seen.until(thread => thread.inbox.length === 2 && thread.inbox[0]?.id === third)
    expect(inbox.map(input => JSON.stringify(input.content))).toEqual([
      expect.stringContaining('message 2'),
      expect.stringContaining('edited'),
    ])
    await expect(at.client.call('input/remove', { threadId, inputId: second })).rejects.toMatchObject({
      code: 'input.notFound',
    })
  })

  test('an interrupt stops a command at once and the thread goes on afterwards', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'sleep 60' }).next().says('Back.'))
    const { threadId, seen } = await begin(at)
    const { turnId } = await send(at.client, threadId, 'go')
    await seen.until(
      thread => thread.turns[0]?.items.some(item => item.type === 'call' && item.phase === 'running') === true,
    )
    await at.client.call('turn/interrupt', { threadId, turnId: turnId ?? '' })
    const stopped = await seen.until(ended(1))
    expect(stopped.turns[0]?.status).toBe('interrupted')
    await send(at.client, threadId, 'and now?')
    expect((await seen.until(ended(2))).turns[1]?.status).toBe('completed')
    expect(JSON.stringify(at.model.requests[1]?.input)).toContain('turn_aborted')
    expect(at.model.problems).toEqual([])
  })

  test('a list watcher sees a thread wait, run and end', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'rm -rf x' }).says('Fine.'))
    const states: ThreadSummary['status'][] = []
    at.client.subscribe('threads/watch', {}, frame => {
      if (frame.type === 'changed') states.push(frame.thread.status)
    })
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'clean up')
    const thread = await seen.until(waits)
    const [call] = waitingCalls(thread)
    await at.client.call('approval/answer', {
      threadId,
      turnId: thread.turns[0]?.id ?? '',
      callId: call?.id ?? '',
      decision: { type: 'approve', scope: 'once' },
    })
    await seen.until(ended(1))
    await at.engine.idle()
    const order = ['running', 'waiting', 'running', 'done'] as const
    let from = 0
    for (const status of order) {
      const found = states.indexOf(status, from)
      expect(found, `${status} in ${states}`).toBeGreaterThanOrEqual(0)
      from = found
    }
  })
})

describe('approvals', () => {
  const risky = () =>
    script()
      .calls('exec_command', { cmd: 'rm -f victim && echo gone' })
      .says('After.')
      .next()
      .calls('exec_command', { cmd: 'rm -f victim && echo gone' })
      .says('Again.')

  async function asked(source: Parameters<typeof startModelServer>[0]) {
    const at = await rig(source)
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    const thread = await seen.until(waits)
    const call = waitingCalls(thread)[0]
    const answer = (decision: Parameters<typeof at.client.call<'approval/answer'>>[1]['decision']) =>
      at.client.call('approval/answer', {
        threadId,
        turnId: thread.turns[0]?.id ?? '',
        callId: call?.id ?? '',
        decision,
      })
    return { at, threadId, seen, call, answer }
  }

  test('say why, and the first answer counts', async () => {
    const { call, answer, seen } = await asked(risky())
    expect(call).toMatchObject({
      request: {
        command: 'rm -f victim && echo gone',
        dangerous: true,
        reason: { text: expect.stringMatching(/dangerous.*on-request/) },
      },
    })
    await answer({ type: 'deny', feedback: 'use git clean' })
    await expect(answer({ type: 'approve', scope: 'once' })).rejects.toMatchObject({ code: 'approval.notWaiting' })
    const thread = await seen.until(ended(1))
    expect(thread.turns[0]?.items.find(item => item.type === 'call')).toMatchObject({ status: 'declined' })
  })

  test('feedback reaches the model', async () => {
    const { at, answer, seen } = await asked(risky())
    await answer({ type: 'deny', feedback: 'use git clean' })
    await seen.until(ended(1))
    expect(JSON.stringify(at.model.requests[1]?.input.at(-1))).toContain('rejected by user: use git clean')
  })

  test('for the session is not asked twice', async () => {
    const { at, threadId, answer, seen } = await asked(risky())
    await answer({ type: 'approve', scope: 'session' })
    await seen.until(ended(1))
    await send(at.client, threadId, 'again')
    const thread = await seen.until(ended(2))
    expect(thread.turns[1]?.items.find(item => item.type === 'call')).toMatchObject({
      status: 'completed',
      reason: { code: 'allowed.thread' },
    })
  })

  test('an edited command runs in place of the asked one, and the model is told', async () => {
    const { at, answer, seen } = await asked(risky())
    await answer({ type: 'approveEdited', command: 'echo kept' })
    const thread = await seen.until(ended(1))
    expect(thread.turns[0]?.items.find(item => item.type === 'call')).toMatchObject({ result: { output: 'kept\n' } })
    expect(JSON.stringify(at.model.requests[1]?.input.at(-1))).toContain('changed the command')
  })

  test('a question still waits after the process died, and the turn goes on from there', async () => {
    const { at, threadId, call } = await asked(risky())
    await at.engine.close()
    const { client } = await start(at.home)
    const { threads } = await client.call('thread/list', {})
    expect(threads.find(thread => thread.id === threadId)?.status).toBe('interrupted')
    const seen = watch(client, threadId)
    const thread = await seen.until(waits)
    expect(waitingCalls(thread)[0]?.id).toBe(call?.id)
    const turnId = thread.turns[0]?.id ?? ''
    // Answering is going on: the command that waited runs, and is not asked about again.
    await client.call('approval/answer', {
      threadId,
      turnId,
      callId: call?.id ?? '',
      decision: { type: 'approve', scope: 'once' },
    })
    expect((await seen.until(ended(1))).turns[0]?.status).toBe('completed')
    expect(at.model.problems).toEqual([])
  })
})

describe('the sandbox', () => {
  test('lets a thread write its workspace and nothing else', async () => {
    const outside = `/var/tmp/heddle-outside-${process.pid}` // /tmp may be written in this mode
    const at = await rig(
      script()
        .calls('exec_command', { cmd: `echo in > inside.txt; echo out > ${outside}` })
        .says('Done.'),
    )
    const { threadId, seen } = await begin(at, { sandbox: sandboxOf('workspace-write'), approvalPolicy: 'never' })
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    const status = await at.client.call('engine/status', {})
    expect(existsSync(outside)).toBe(false)
    // Where no sandbox can run, nothing ran at all.
    expect(existsSync(join(at.home.workspace, 'inside.txt'))).toBe(status.sandbox.available)
  })

  test('without a sandbox nothing runs silently', async () => {
    const model = await startModelServer(script().calls('exec_command', { cmd: 'touch ran.txt' }).says('Oh.'))
    const home = tempHome(model.url)
    const engine = await createEngine({
      host: 'test',
      home: home.home,
      environment: { PATH: '/nonexistent', HOME: home.home, MOCK_KEY: 'k' },
    })
    closeLater({ close: home.remove }, model, engine)
    const [mine, theirs] = memoryPorts()
    engine.serve(theirs)
    const client = connect(mine)
    const at = { home, model, engine, client }
    const { threadId, seen } = await begin(at, { sandbox: sandboxOf('workspace-write'), approvalPolicy: 'never' })
    await send(client, threadId, 'go')
    await seen.until(ended(1))
    expect(existsSync(join(home.workspace, 'ran.txt'))).toBe(false)
    expect(JSON.stringify(model.requests[1]?.input.at(-1))).toMatch(/bubblewrap.*not installed.*Install/)
    const asking = await begin(at, { sandbox: sandboxOf('workspace-write') })
    await send(client, asking.threadId, 'go')
    const waitingThread = await Promise.race([asking.seen.until(waits), asking.seen.until(ended(1))])
    expect(waitingCalls(waitingThread)[0]).toMatchObject({
      request: { unsandboxed: true, reason: { code: 'sandbox.missing' } },
    })
  })
})

test('a patch outside the workspace asks, with its diff', async () => {
  const at = await rig(
    script().patch('*** Begin Patch\n*** Add File: /etc/heddle-test-file\n+x\n*** End Patch\n').says('Ok.'),
  )
  const { threadId, seen } = await begin(at, { sandbox: sandboxOf('workspace-write') })
  await send(at.client, threadId, 'go')
  const thread = await seen.until(waits)
  expect(waitingCalls(thread)[0]).toMatchObject({
    request: {
      kind: 'patch',
      changes: [{ path: '/etc/heddle-test-file', kind: 'add' }],
      reason: { text: expect.stringMatching(/outside the workspace/) },
    },
  })
})

test('what the interface remembers survives a restart', async () => {
  const at = await rig(script().says('x'))
  await at.client.call('interface/write', { key: 'draft:new', value: 'unsent' })
  await at.engine.close()
  const { client } = await start(at.home)
  expect((await client.call('interface/read', {})).values).toEqual({ 'draft:new': 'unsent' })
  expect(readFileSync(join(at.home.home, 'interface.json'), 'utf8')).toContain('unsent')
})

test('archived threads refuse input and come back', async () => {
  const at = await rig(script().says('x').next().says('y'))
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'hi')
  await seen.until(ended(1))
  await at.client.call('thread/rename', { threadId, title: 'Named' })
  await at.client.call('thread/archive', { threadId, archived: true })
  await expect(send(at.client, threadId, 'more')).rejects.toMatchObject({ code: 'thread.archived' })
  expect((await at.client.call('thread/list', {})).threads.map(thread => thread.id)).not.toContain(threadId)
  expect((await at.client.call('thread/list', { archived: true })).threads).toMatchObject([
    { id: threadId, title: 'Named' },
  ])
  await at.client.call('thread/archive', { threadId, archived: false })
  await send(at.client, threadId, 'more')
  await seen.until(ended(2))
})
