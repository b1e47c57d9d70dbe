import { expect, test } from 'vitest'
import { begin, ended, newId, rig, send, text } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'

/** Does something at the very moment at which a turn ends and what waits behind it is about to begin. */
async function atTheEndOfATurn(act: (at: Awaited<ReturnType<typeof waitingBehind>>) => Promise<void>): Promise<void> {
  for (let round = 0; round < 5; round++) await act(await waitingBehind())
}

async function waitingBehind() {
  const at = await rig(() => script().says('Done.').after(30).rounds[0] ?? expect.fail())
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'first')
  const inputId = newId()
  await at.client.call('input/send', { threadId, inputId, content: text('second'), delivery: 'queue' })
  await seen.until(thread => thread.turns[0]?.status === 'completed')
  return { ...at, threadId, seen, inputId }
}

test('a waiting message that was taken back is not sent', () =>
  atTheEndOfATurn(async ({ client, threadId, seen, inputId, engine }) => {
    const isTaken = await client.call('input/remove', { threadId, inputId }).then(
      () => true,
      () => false, // it was faster
    )
    await engine.idle()
    expect(seen.thread()?.turns).toHaveLength(isTaken ? 1 : 2)
    expect(seen.thread()?.inbox).toEqual([])
  }))

test('a waiting message that was changed is sent as it was changed', () =>
  atTheEndOfATurn(async ({ client, threadId, seen, inputId }) => {
    const change = { threadId, inputId, content: text('second thoughts') }
    const isChanged = await client.call('input/edit', change).then(
      () => true,
      () => false,
    )
    const thread = await seen.until(ended(2))
    expect(thread.turns[1]?.items[0]).toMatchObject({ content: text(isChanged ? 'second thoughts' : 'second') })
  }))

test('a waiting message that another one overtakes waits once', () =>
  atTheEndOfATurn(async ({ client, threadId, seen, inputId, model }) => {
    await send(client, threadId, 'third')
    const thread = await seen.until(ended(3))
    expect(thread.inbox).toEqual([])
    const queued = seen.frames.filter(
      frame => frame.type === 'event' && frame.event.type === 'input.queued' && frame.event.inputId === inputId,
    )
    expect(queued).toHaveLength(1)
    expect(model.problems).toEqual([])
  }))

test('a message that a stopped turn left waiting begins one when it is to be sent now', async () => {
  const at = await rig(
    ({ n }) =>
      script()
        .says(`Answer ${n}.`)
        .after(n === 1 ? 10_000 : 0).rounds[0] ?? expect.fail(),
  )
  const { threadId, seen } = await begin(at)
  const { turnId } = await send(at.client, threadId, 'first')
  await at.model.received(1)
  const inputId = newId()
  await at.client.call('input/send', { threadId, inputId, content: text('second'), delivery: 'queue' })
  await at.client.call('turn/interrupt', { threadId, turnId: turnId ?? '' })
  await seen.until(({ turns }) => turns[0]?.status === 'interrupted')
  expect(seen.thread()?.inbox).toHaveLength(1)
  await at.client.call('input/redirect', { threadId, inputId, delivery: 'steer' })
  const thread = await seen.until(ended(2))
  expect(thread.inbox).toEqual([])
  expect(thread.turns[1]?.items[0]).toMatchObject({ type: 'userMessage', content: text('second') })
})
