import { expect, test } from 'vitest'
import { begin, ended, rig, send, watch } from '../../testing/engineRig.ts'
import { spawnedIds, stage } from '../../testing/agentStage.ts'
import { script } from '../../testing/modelServer.ts'
import type { Thread } from '../../core/thread/thread.ts'

const spawn = (tell: ReturnType<typeof script>, message: string, over: object = {}) =>
  tell.calls('spawn_agent', { message, ...over })

const outputsOf = (thread: Thread) =>
  thread.turns.flatMap(turn => turn.items.flatMap(item => (item.type === 'call' ? [item] : [])))

const agentOf = (thread: Thread, at = 0) => {
  const link = thread.agents?.[at]
  if (!link) throw new Error(`no agent ${at}`)
  return link
}

const reported = (count: number) => (thread: Thread) =>
  (thread.agents ?? []).filter(({ reported }) => reported !== null).length === count

test('three agents run commands side by side; the one that is waited for first answers first', async () => {
  const at = await rig(
    stage(({ task, outputs, round }) => {
      if (task.startsWith('child')) {
        const n = task.slice(-1)
        return round === 0
          ? script().calls('exec_command', { cmd: `sleep 0.${n}; echo from ${n}` })
          : script().says(`done ${n}`)
      }
      if (round === 0) return spawn(spawn(spawn(script(), 'child 1'), 'child 2'), 'child 3')
      if (round === 1) return script().calls('wait', { ids: spawnedIds(outputs) })
      return script().says(`waited: ${outputs.at(-1)}`)
    }),
  )
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'root')
  await seen.until(ended(1))
  const thread = await seen.until(reported(3))
  expect(thread.agents?.map(({ role, state, reported }) => ({ role, state, reported }))).toEqual(
    [1, 2, 3].map(n => ({ role: 'default', state: 'open', reported: { completed: `done ${n}` } })),
  )
  expect(new Set(thread.agents?.map(({ nickname }) => nickname)).size).toBe(3)
  const calls = outputsOf(thread)
  const said = thread.turns[0]?.items.findLast(item => item.type === 'agentMessage')
  const waited = JSON.parse(said?.type === 'agentMessage' ? said.text.slice('waited: '.length) : '')
  expect(waited.timed_out).toBe(false)
  expect(waited.status[agentOf(thread).id]).toEqual({ completed: 'done 1' })
  expect(calls.map(call => call.phase === 'done' && call.result?.kind)).toEqual(['agent', 'agent', 'agent', 'agent'])
  const child = await watch(at.client, agentOf(thread).id).until(ended(1))
  expect(child).toMatchObject({ parentId: threadId, agent: { depth: 1, role: 'default' }, cwd: thread.cwd })
  expect(at.model.problems).toEqual([])
})
