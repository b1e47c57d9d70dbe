import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { textOf } from '../../core/thread/items.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { begin, ended, newId, rig, send, start, text, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'
import type { ModelServer } from '../../testing/modelServer.ts'

/** What a request says after the context, one word an entry: what users said, `call`, `output`, `answer`. */
function said({ requests }: ModelServer, n: number): string[] {
  const entries = requests[n]?.input ?? expect.fail(`there is no request ${n}`)
  return entries.flatMap(({ type, role, content }) => {
    if (type !== 'message') return String(type).endsWith('_output') ? 'output' : 'call'
    if (role !== 'user') return role === 'assistant' ? 'answer' : []
    const words = Array.isArray(content) ? content.map(part => String(part.text)).join() : ''
    return words.startsWith('<') || words.startsWith('#') ? [] : words
  })
}

const messagesOf = ({ turns }: Thread): string[][] =>
  turns.map(({ items }) => items.flatMap(item => (item.type === 'userMessage' ? textOf(item.content) : [])))

const commandRuns = ({ turns }: Thread) =>
  turns.at(-1)?.items.some(item => item.type === 'call' && item.phase === 'running') === true

const queue = async (at: Rig, threadId: string, words: string): Promise<string> => {
  const inputId = newId()
  await at.client.call('input/send', { threadId, inputId, content: text(words), delivery: 'queue' })
  return inputId
}

describe('a steer', () => {
  test('during a call waits for it and is read with its output', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'sleep 0.5; echo whole' }).says('Steered.'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(commandRuns)
    await send(at.client, threadId, 'first', 'steer')
    await send(at.client, threadId, 'second', 'steer')
    const thread = await seen.until(ended(1))
    expect(said(at.model, 1)).toEqual(['go', 'call', 'output', 'first', 'second'])
    expect(JSON.stringify(at.model.requests[1]?.input)).toContain('whole')
    expect(messagesOf(thread)).toEqual([['go', 'first', 'second']])
    expect(at.model.problems).toEqual([])
  })

  test('while the last answer streams keeps the turn open for another one', async () => {
    const at = await rig(script().says('A long answer in many words.').inDeltas(2, 40).next().says('Steered.'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await expect.poll(() => seen.live()).not.toBe('')
    await send(at.client, threadId, 'look here', 'steer')
    const thread = await seen.until(ended(1))
    expect(said(at.model, 1)).toEqual(['go', 'answer', 'look here'])
    expect(JSON.stringify(at.model.requests[1]?.input)).toContain('A long answer in many words.')
    expect(thread.turns).toHaveLength(1)
  })

  test('while an answer with a call streams is read after that call', async () => {
    const round = script().says('Looking into it, slowly.').calls('exec_command', { cmd: 'echo done' }).inDeltas(2, 40)
    const at = await rig(round.says('Steered.'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await expect.poll(() => seen.live()).not.toBe('')
    await send(at.client, threadId, 'look here', 'steer')
    await seen.until(ended(1))
    expect(said(at.model, 1)).toEqual(['go', 'answer', 'call', 'output', 'look here'])
  })

  test('is what a queued message becomes that is to be sent now', async () => {
    const at = await rig(script().calls('exec_command', { cmd: 'sleep 0.5' }).says('Steered.').next().says('Queued.'))
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(commandRuns)
    await queue(at, threadId, 'later')
    const inputId = await queue(at, threadId, 'now')
    await at.client.call('input/redirect', { threadId, inputId, delivery: 'steer' })
    expect(messagesOf(await seen.until(ended(2)))).toEqual([['go', 'now'], ['later']])
  })
})

test('queued messages begin a turn each, in the order and the words they were given last', async () => {
  const at = await rig(({ n }) => {
    const round = n === 1 ? script().calls('exec_command', { cmd: 'sleep 0.5' }) : script().says(`Answer ${n}.`)
    return round.rounds[0] ?? expect.fail()
  })
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'go')
  await seen.until(commandRuns)
  const [one, two, three] = [
    await queue(at, threadId, 'one'),
    await queue(at, threadId, 'two'),
    await queue(at, threadId, 'three'),
  ]
  await at.client.call('input/edit', { threadId, inputId: two, content: text('two, but better') })
  await at.client.call('input/move', { threadId, inputId: three, before: one })
  await at.client.call('input/remove', { threadId, inputId: one })
  expect(messagesOf(await seen.until(ended(3)))).toEqual([['go'], ['three'], ['two, but better']])
})

describe('what waits when the process ends', () => {
  /** The only rollout of the home, cut behind the first line with these words, as a kill at that moment leaves it. */
  function cutBehind({ home }: Rig, words: string): void {
    const sessions = join(home.home, 'sessions')
    const name = readdirSync(sessions, { recursive: true, encoding: 'utf8' }).find(path => path.endsWith('.jsonl'))
    const path = join(sessions, name ?? expect.fail('there is no rollout'))
    const content = readFileSync(path, 'utf8')
    const at = content.indexOf(words)
    expect(at).toBeGreaterThan(0)
    writeFileSync(path, content.slice(0, content.indexOf('\n', at) + 1))
  }

  test('is there afterwards, and goes on with the turn', async () => {
    const at = await rig(({ n }) => {
      const round = n === 1 ? script().calls('exec_command', { cmd: 'sleep 60' }) : script().says(`Answer ${n}.`)
      return round.rounds[0] ?? expect.fail()
    })
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'go')
    await seen.until(commandRuns)
    await queue(at, threadId, 'later')
    await send(at.client, threadId, 'look here', 'steer')
    const before = seen.thread()?.inbox
    await at.engine.close()

    const { client } = await start(at.home)
    const again = watch(client, threadId)
    const thread = await again.until(() => true)
    expect(thread.inbox).toEqual(before)
    expect(thread.inbox.map(({ delivery }) => delivery)).toEqual(['queue', 'steer'])
    await client.call('turn/continue', { threadId, turnId: thread.turns[0]?.id ?? '' })
    expect(messagesOf(await again.until(ended(2)))).toEqual([['go', 'look here'], ['later']])
    expect(at.model.problems).toEqual([])
  })

  const twoTurns = async () => {
    const at = await rig(
      ({ n }) =>
        script()
          .says(`Answer ${n}.`)
          .after(n === 1 ? 300 : 0).rounds[0] ?? expect.fail(),
    )
    const { threadId, seen } = await begin(at)
    const { turnId } = await send(at.client, threadId, 'first')
    await queue(at, threadId, 'second')
    return { at, threadId, seen, turnId: turnId ?? '' }
  }

  test('begins when the thread is shown again, where the turn before it had ended well', async () => {
    const { at, threadId, seen } = await twoTurns()
    await seen.until(ended(2))
    await at.engine.close()
    cutBehind(at, '"task_complete"')

    const { client } = await start(at.home)
    const frames = watch(client, threadId)
    const thread = await frames.until(ended(2))
    expect(frames.frames[0]).toMatchObject({ type: 'reset', thread: { turns: [{}], inbox: [{}] } })
    expect(messagesOf(thread)).toEqual([['first'], ['second']])
    expect(thread.inbox).toEqual([])
  })

  test('waits further behind a turn that a person stopped', async () => {
    const { at, threadId, seen, turnId } = await twoTurns()
    await at.client.call('turn/interrupt', { threadId, turnId })
    await seen.until(ended(1))
    await at.engine.close()

    const { client, engine } = await start(at.home)
    const again = watch(client, threadId)
    await again.until(() => true)
    await engine.idle()
    expect(again.thread()).toMatchObject({ turns: [{ status: 'interrupted' }], inbox: [{ delivery: 'queue' }] })
  })
})

test('a turn of whose beginning a crash kept only that it began goes on with the settings of its thread', async () => {
  const at = await rig(script().says('One.').next().says('Two.').next().says('Three.'))
  const { threadId, seen } = await begin(at)
  await send(at.client, threadId, 'one')
  await seen.until(ended(1))
  await send(at.client, threadId, 'two')
  await seen.until(ended(2))
  await at.engine.close()
  const folder = join(at.home.home, 'sessions')
  const name = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find(each =>
    each.endsWith(`${threadId}.jsonl`),
  )
  const path = join(folder, name ?? '')
  const lines = readFileSync(path, 'utf8').split('\n')
  const begun = lines.findLastIndex(line => line.includes('"task_started"'))
  writeFileSync(path, `${lines.slice(0, begun + 1).join('\n')}\n`)
  const { client } = await start(at.home)
  await send(client, threadId, 'again', 'steer')
  const { turns } = await watch(client, threadId).until(({ inbox }) => inbox.length === 1)
  await client.call('turn/continue', { threadId, turnId: turns.at(-1)?.id ?? '' })
  const last = await watch(client, threadId).until(({ turns }) => turns.at(-1)?.status === 'completed')
  expect(messagesOf(last).at(-1)).toEqual(['again'])
  expect(last.turns.at(-1)?.failure).toBeUndefined()
})
