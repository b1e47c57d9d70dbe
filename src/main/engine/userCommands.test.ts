import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Call } from '../../core/thread/calls.ts'
import { callsOf } from '../../core/thread/thread.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { begin, ended, newId, rig, send, start, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const run = async (at: Pick<Rig, 'client'>, threadId: string, command: string, commandId = newId()) => {
  const { turnId } = await at.client.call('command/run', { threadId, commandId, command })
  return { turnId, commandId }
}

const own = ({ turns }: Thread): Call[] => turns.flatMap(callsOf).filter(({ byUser }) => byUser)
const outputs = (thread: Thread) =>
  own(thread).map(call => (call.phase === 'done' && call.result?.kind === 'command' ? call.result.output : null))
const isRunning = (thread: Thread) => own(thread).some(({ phase }) => phase === 'running')

/** What the model was told, part by part, of what users said and ran. */
const told = ({ model }: Rig, n: number): string[] =>
  (model.requests[n]?.input ?? expect.fail(`there is no request ${n}`)).flatMap(({ type, role, content }) => {
    if (type !== 'message') return String(type).endsWith('_output') ? ['output'] : ['call']
    if (role !== 'user' || !Array.isArray(content)) return []
    return content.map(({ text }) => String(text)).filter(text => !/^(<environment|#|<permissions)/.test(text))
  })

describe('a command of the user', () => {
  test('runs in a turn of its own, outside of the sandbox, and is told to the model with the next message', async () => {
    const at = await rig(script().says('I see.'))
    const { threadId, seen } = await begin(at)
    await run(at, threadId, 'echo one; exit 3')
    const thread = await seen.until(ended(1))
    expect(outputs(thread)).toEqual(['one\n'])
    expect(own(thread)[0]).toMatchObject({ phase: 'done', status: 'failed', result: { exitCode: 3, sandboxed: false } })
    expect(thread).toMatchObject({ preview: '!echo one; exit 3', turns: [{ status: 'completed' }] })
    expect(at.model.requests).toHaveLength(0)

    await send(at.client, threadId, 'well?')
    await seen.until(ended(2))
    const [note, message] = told(at, 0)
    expect(message).toBe('well?')
    expect(note).toMatch(
      /^<user_shell_command>\n<command>\necho one; exit 3\n<\/command>\n<result>\nExit code: 3\nDuration: \d+\.\d{4} seconds\nOutput:\none\n\n<\/result>\n<\/user_shell_command>$/,
    )
  })

  test('is in the rollout as the real program writes it, and comes back from there', async () => {
    const at = await rig(script().says('x'))
    const { threadId, seen } = await begin(at)
    await run(at, threadId, 'echo kept')
    await seen.until(ended(1))
    await at.engine.close()
    const lines = rolloutOf(at.home.home, threadId)
    const types = lines.map(({ payload: { type, item } }) => item?.type ?? type)
    expect(types.slice(-4)).toEqual(['task_started', 'CommandExecution', 'message', 'task_complete'].filter(Boolean))
    expect(lines.find(({ payload }) => payload.item)?.payload.item).toMatchObject({
      source: 'user_shell',
      status: 'completed',
      exit_code: 0,
      aggregated_output: 'kept\n',
    })

    const again = await start(at.home)
    const revived = await watch(again.client, threadId).until(ended(1))
    expect(outputs(revived)).toEqual(['kept\n'])
    expect(own(revived)[0]).toMatchObject({ byUser: true, status: 'completed' })
  })

  test('runs beside the agent; the model reads of it between two calls, never between a call and its output', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'sleep 0.6; echo agent' }).says('Both.'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(({ turns }) => turns.some(turn => callsOf(turn).some(({ phase }) => phase === 'running')))
    const { turnId } = await run(at, threadId, 'echo mine')
    await seen.until(thread => outputs(thread)[0] === 'mine\n')
    const thread = await seen.until(ended(1))
    expect(thread.turns.map(({ id }) => id)).toEqual([turnId])
    const [go, call, output, note] = told(at, 1)
    expect([go, call, output]).toEqual(['go', 'call', 'output'])
    expect(note).toContain('Output:\nmine\n')
    expect(at.model.problems).toEqual([])
  })

  test('that outlasts the last answer keeps the turn open, and the next turn tells of it', async () => {
    const at = await rig(script().says('Short.').next().says('Now I know.'))
    const { threadId, seen } = await begin(at)
    await run(at, threadId, 'sleep 0.8; echo late')
    await seen.until(isRunning)
    await send(at.client, threadId, 'meanwhile')
    const thread = await seen.until(ended(2))
    expect(thread.turns.map(({ status }) => status)).toEqual(['completed', 'completed'])
    expect(told(at, 0)).toEqual([expect.stringContaining('late'), 'meanwhile'])
  })

  test('stops with its turn, with everything that it started', async () => {
    const at = await rig(script().says('x'))
    const { threadId, seen } = await begin(at)
    const { turnId } = await run(at, threadId, 'echo begun; sleep 60')
    await expect.poll(() => seen.live()).toContain('begun')
    await at.client.call('turn/interrupt', { threadId, turnId })
    const thread = await seen.until(ended(1))
    expect(thread.turns[0]?.status).toBe('interrupted')
    expect(own(thread)[0]).toMatchObject({ phase: 'done', status: 'aborted' })
  })

  test('is one, however often a client asks for it', async () => {
    const at = await rig(script().says('x'))
    const { threadId, seen } = await begin(at)
    const { turnId, commandId } = await run(at, threadId, 'echo once')
    expect((await run(at, threadId, 'echo once', commandId)).turnId).toBe(turnId)
    await seen.until(ended(1))
    expect((await run(at, threadId, 'echo once', commandId)).turnId).toBe(turnId)
    expect(outputs(await seen.until(ended(1)))).toEqual(['once\n'])
  })

  test('whose program died has an unknown end once its turn goes on', async () => {
    const at = await rig(script().says('x'))
    const { threadId, seen } = await begin(at)
    const { turnId } = await run(at, threadId, 'sleep 60')
    await seen.until(isRunning)
    await at.engine.close()

    const again = await start(at.home)
    const revived = watch(again.client, threadId)
    await revived.until(isRunning)
    await expect(run(again, threadId, 'echo too early')).rejects.toMatchObject({ code: 'turn.running' })
    await again.client.call('turn/continue', { threadId, turnId })
    const thread = await revived.until(ended(1))
    expect(own(thread)[0]).toMatchObject({ phase: 'done', status: 'unknown' })
    expect(thread.turns[0]?.status).toBe('completed')
  })
})

interface RolloutLine {
  type: string
  payload: { type?: string; item?: Record<string, unknown> & { type: string } }
}

/** Without the lines that only we read. */
function rolloutOf(home: string, threadId: string): RolloutLine[] {
  const files = readdirSync(join(home, 'sessions'), { recursive: true, encoding: 'utf8' })
  const file = files.find(name => name.endsWith(`${threadId}.jsonl`)) ?? expect.fail('no rollout')
  return readFileSync(join(home, 'sessions', file), 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line) as RolloutLine)
    .filter(({ type }) => type === 'event_msg' || type === 'response_item')
}
