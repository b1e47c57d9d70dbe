import { expect, test } from 'vitest'
import { begin, ended, newId, rig, send, start, text, watch } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'

const answers = (count: number) => {
  const story = script()
  for (let n = 0; n < count; n++) {
    story.says(`Answer ${n}.`)
    if (n < count - 1) story.next()
  }
  return story
}

async function talk(turns: number, more = 0) {
  const at = await rig(answers(turns + more))
  const { threadId, seen } = await begin(at)
  for (let n = 0; n < turns; n++) {
    await send(at.client, threadId, `Question ${n}`)
    await seen.until(thread => thread.turns.length === n + 1 && thread.turns[n]?.status === 'completed')
  }
  return { ...at, threadId, thread: seen.thread()! }
}

test('a long thread shows its end first, and the rest in pages', async () => {
  const { client, threadId, thread } = await talk(23)
  const again = watch(client, threadId)
  const window = await again.until(({ turns }) => turns.length > 0)
  expect(window.turns).toHaveLength(20)
  expect(window.earlier).toEqual({ turns: 3, beforeSeq: thread.turns[3]!.firstSeq })

  const before = await client.call('thread/turns', { threadId, before: window.earlier!.beforeSeq, limit: 2 })
  expect(before.turns.map(({ id }) => id)).toEqual([thread.turns[1]!.id, thread.turns[2]!.id])
  expect(before).toMatchObject({
    earlier: { turns: 1, beforeSeq: thread.turns[1]!.firstSeq },
    later: { turns: 20, afterSeq: thread.turns[2]!.lastSeq },
  })
  const after = await client.call('thread/turns', { threadId, after: thread.turns[20]!.lastSeq })
  expect(after.turns.map(({ id }) => id)).toEqual(thread.turns.slice(21).map(({ id }) => id))
  const around = await client.call('thread/turns', { threadId, turnId: thread.turns[0]!.id, limit: 4 })
  expect(around.turns[0]).toEqual(thread.turns[0])
  await expect(client.call('thread/turns', { threadId, turnId: 'none' })).rejects.toMatchObject({
    code: 'turn.notFound',
  })
  const { turns } = await client.call('thread/outline', { threadId })
  expect(turns).toHaveLength(23)
  expect(turns[7]).toMatchObject({ status: 'completed', preview: 'Question 7' })
})

test('a thread is forked after or before any turn, and a fork goes its own way', async () => {
  const { client, threadId, thread, model } = await talk(3, 1)
  const [, second] = thread.turns
  const after = await client.call('thread/fork', { commandId: newId(), threadId, turnId: second!.id })
  const before = await client.call('thread/fork', { commandId: newId(), threadId, turnId: second!.id, side: 'before' })
  const forked = await watch(client, after.threadId).until(({ turns }) => turns.length === 2)
  expect(forked.forkedFrom).toEqual({ threadId, beforeSeq: second!.lastSeq + 1 })
  expect(forked.turns.map(turn => turn.items)).toEqual(thread.turns.slice(0, 2).map(turn => turn.items))
  expect((await watch(client, before.threadId).until(({ turns }) => turns.length === 1)).turns).toHaveLength(1)

  await send(client, after.threadId, 'And now?')
  const gone = watch(client, after.threadId)
  await gone.until(ended(3))
  const said = JSON.stringify(model.requests.at(-1)?.input)
  expect(said).toContain('Question 1')
  expect(said).not.toContain('Question 2')
  const { nodes } = await client.call('thread/lineage', { threadId: before.threadId })
  expect(nodes.map(node => node.threadId).toSorted()).toEqual([threadId, after.threadId, before.threadId].toSorted())
})

test('a message said differently is a fork before its turn, and a repeated command makes no second one', async () => {
  const { client, threadId, thread } = await talk(2, 1)
  const edit = { commandId: newId(), threadId, turnId: thread.turns[1]!.id, content: text('Said better') }
  const made = await client.call('thread/edit', edit)
  expect(await client.call('thread/edit', edit)).toEqual(made)
  const edited = await watch(client, made.threadId).until(ended(2))
  expect(edited.turns[1]?.items[0]).toMatchObject({ type: 'userMessage', content: text('Said better') })
  expect(edited.editOf).toBe(thread.turns[1]!.id)
  const { nodes } = await client.call('thread/lineage', { threadId })
  expect(nodes.find(node => node.threadId === made.threadId)).toMatchObject({
    editOf: thread.turns[1]!.id,
    forkedFrom: { threadId, beforeSeq: thread.turns[1]!.firstSeq },
  })
})

test('turns are taken out of a thread, which goes on without them, and brought back', async () => {
  const at = await talk(3, 2)
  const { client, threadId, thread, model } = at
  const seen = watch(client, threadId)
  await seen.until(({ turns }) => turns.length === 3)

  const taken = await client.call('thread/revert', { threadId, turnId: thread.turns[1]!.id })
  expect(taken.turns).toBe(2)
  const short = await seen.until(({ turns }) => turns.length === 1)
  expect(short).toMatchObject({ reverted: { turns: 2 }, turns: [thread.turns[0]] })

  await client.call('thread/unrevert', { threadId })
  const whole = await seen.until(({ turns }) => turns.length === 3)
  expect(whole.turns).toEqual(thread.turns)
  expect(whole.reverted).toBeNull()
  await expect(client.call('thread/unrevert', { threadId })).rejects.toMatchObject({ code: 'thread.notReverted' })

  await client.call('thread/revert', { threadId, turnId: thread.turns[1]!.id })
  await seen.until(({ turns }) => turns.length === 1)
  await send(client, threadId, 'Another way')
  const after = await seen.until(ended(2))
  expect(after.reverted).toBeNull()
  const said = JSON.stringify(model.requests.at(-1)?.input)
  expect(said).toContain('Question 0')
  expect(said).not.toContain('Question 1')
  await expect(client.call('thread/unrevert', { threadId })).rejects.toMatchObject({ code: 'thread.notReverted' })

  await at.engine.close()
  const { client: again } = await start(at.home)
  const reopened = await watch(again, threadId).until(({ turns }) => turns.length === 2)
  expect(reopened.turns).toEqual(after.turns)
  const { turns } = await again.call('thread/outline', { threadId })
  expect(turns.map(({ preview }) => preview)).toEqual(['Question 0', 'Another way'])
})

test('a message that waits to be said is said in its own thread, not in what is forked from it', async () => {
  const at = await rig(script().says('One.').next().stalls().next().says('Fork.'))
  const { client } = at
  const { threadId, seen } = await begin(at)
  await send(client, threadId, 'Question 0')
  const { turns } = await seen.until(ended(1))
  await send(client, threadId, 'Question 1')
  await seen.until(thread => thread.turns.length === 2)
  await send(client, threadId, 'Later')
  await seen.until(({ inbox }) => inbox.length === 1)
  const running = { threadId, turnId: turns[0]!.id }
  await expect(client.call('thread/revert', running)).rejects.toMatchObject({ code: 'turn.running' })

  await client.call('turn/interrupt', { threadId, turnId: seen.thread()!.turns[1]!.id })
  await seen.until(ended(2))
  const { threadId: fork } = await client.call('thread/fork', { commandId: newId(), threadId })
  const forked = await watch(client, fork).until(thread => thread.turns.length === 2 && thread.seq > 0)
  expect(forked.inbox).toEqual([])
  expect(seen.thread()!.inbox).toHaveLength(1)
})
