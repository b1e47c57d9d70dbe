import { existsSync, readFileSync, readdirSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Client } from '../../../rpc/client.ts'
import { appServer, codexDoes, codexExec, FREELY, missing } from '../../../testing/codexServer.ts'
import { begin, ended, newId, rig, send, start, watch } from '../../../testing/engineRig.ts'
import type { Rig } from '../../../testing/engineRig.ts'
import { jsonLines } from '../../../testing/heddle.ts'
import type { TempHome } from '../../../testing/heddle.ts'
import { script } from '../../../testing/modelServer.ts'

/** Every thread gets the same answers, one a turn. */
const talk = () => ({ otherwise: script().says('One.').next().says('Two.').next().says('Three.').next().says('Four.') })

const finished = (count: number) => (thread: Thread) => thread.turns.length >= count && ended(count)(thread)

/** Says something to an idle thread, and waits for the end of the turn. */
async function say(client: Client, threadId: string, words: string): Promise<Thread> {
  const seen = watch(client, threadId)
  const { turns } = await seen.until(thread => thread.seq > 0)
  await send(client, threadId, words)
  const thread = await seen.until(finished(turns.length + 1))
  seen.close()
  return thread
}

async function open(client: Client, threadId: string): Promise<Thread> {
  const seen = watch(client, threadId)
  const thread = await seen.until(({ seq }) => seq > 0)
  seen.close()
  return thread
}

/** A thread of ours with these turns. */
async function ours(at: Rig, ...words: string[]): Promise<string> {
  const { threadId, seen } = await begin(at, { approvalPolicy: 'never' })
  for (const [n, said] of words.entries()) {
    await send(at.client, threadId, said)
    await seen.until(finished(n + 1))
  }
  seen.close()
  return threadId
}

/** A thread of the real program with these turns. */
async function theirs({ home }: Rig, first: string, ...others: string[]): Promise<string> {
  const threadId = await codexExec(home, first)
  for (const words of others) await codexExec(home, 'resume', threadId, words)
  return threadId
}

/** The engine as it is after a restart: it knows what others did meanwhile and holds no thread. */
async function again(at: Rig): Promise<Client> {
  await at.engine.close()
  return (await start(at.home)).client
}

const said = ({ turns }: Thread) =>
  turns.map(({ items }) => items.flatMap(item => (item.type === 'userMessage' ? item.content : []))[0])
const words = (...all: string[]) => all.map(text => ({ text }))

/** What users said in the newest request to the model, without what programs add to it. */
const asked = ({ model }: Rig): string => {
  const entries = model.requests.at(-1)?.input.filter(({ role }) => role === 'user') ?? []
  const texts = entries.map(({ content }) => (content as { text: string }[]).at(-1)?.text ?? '')
  return texts.filter(text => !text.startsWith('<')).join(', ')
}

/** The files of a thread, oldest first. */
const rollouts = ({ home }: TempHome, threadId: string, folder = 'sessions'): string[] => {
  const root = join(home, folder)
  const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : []
  const found = names.filter(name => name.includes(threadId))
  return found.sort().map(name => join(root, name))
}
const linesOf = (path: string | undefined) => jsonLines(readFileSync(path ?? '', 'utf8'))

describe.skipIf(missing)(`the real program and we, in one home${missing ? ` (${missing})` : ''}`, () => {
  test('our fork of its thread goes on there, and its fork of our fork here', async () => {
    const at = await rig(talk())
    const threadId = await theirs(at, 'plum', 'cherry')
    const { turns } = await open(at.client, threadId)
    const { threadId: forkId } = await at.client.call('thread/fork', {
      commandId: newId(),
      threadId,
      turnId: turns[0]!.id,
    })
    await say(at.client, forkId, 'our own')
    const [file] = rollouts(at.home, forkId)
    expect(linesOf(file)[0]).toMatchObject({ payload: { forked_from_id: threadId } })
    expect(readFileSync(file ?? '', 'utf8')).not.toContain('plum')

    const client = await again(at)
    await codexExec(at.home, 'resume', forkId, 'theirs')
    expect(asked(at)).toBe('plum, our own, theirs')
    const server = await appServer(at.home)
    const { thread } = await server.call('thread/fork', { threadId: forkId, ...FREELY })
    await server.turn(thread.id, 'a fork of a fork')
    await server.close()
    expect(said(await open(client, thread.id))).toMatchObject(words('plum', 'our own', 'theirs', 'a fork of a fork'))
    await say(client, thread.id, 'back home')
    expect(asked(at)).toBe('plum, our own, theirs, a fork of a fork, back home')
    const { nodes } = await client.call('thread/lineage', { threadId })
    expect(nodes.map(node => node.threadId).toSorted()).toEqual([threadId, forkId, thread.id].toSorted())
  })

  test('a fork of ours that has said nothing yet is forked by it, through the file that it refers to', async () => {
    const at = await rig(talk())
    const threadId = await ours(at, 'plum', 'cherry')
    const { threadId: forkId } = await at.client.call('thread/fork', { commandId: newId(), threadId })
    const { threadId: second } = await at.client.call('thread/fork', { commandId: newId(), threadId: forkId })
    await say(at.client, second, 'in the second')
    await again(at)
    await codexExec(at.home, 'resume', second, 'on with it')
    expect(asked(at)).toBe('plum, cherry, in the second, on with it')
  })

  test('what either archives the other finds archived, and brings back', async () => {
    const at = await rig(talk())
    const [mine, its] = [await ours(at, 'plum'), await theirs(at, 'cherry')]
    await at.client.call('thread/archive', { threadId: mine, archived: true })
    await at.engine.close()
    const server = await appServer(at.home)
    const archived = await server.call('thread/list', { archived: true })
    expect(archived.data).toMatchObject([{ id: mine, preview: 'plum' }])
    await server.call('thread/unarchive', { threadId: mine })
    await server.close()
    await codexDoes(at.home, 'archive', its)
    expect(rollouts(at.home, its)).toEqual([])

    const { client, engine } = await start(at.home)
    expect(await open(client, mine)).toMatchObject({ archived: false })
    expect(await open(client, its)).toMatchObject({ archived: true })
    await client.call('thread/archive', { threadId: its, archived: false })
    expect(rollouts(at.home, its, 'archived_sessions')).toEqual([])
    await say(client, mine, 'still here')
    await client.call('thread/archive', { threadId: mine, archived: true })
    await client.call('thread/archive', { threadId: mine, archived: false })
    await engine.close()
    await codexExec(at.home, 'resume', its, 'go on')
    expect(asked(at)).toBe('cherry, go on')
    await codexExec(at.home, 'resume', mine, 'and on')
    expect(asked(at)).toBe('plum, still here, and on')
  })

  test('a name that either gave is seen by the other', async () => {
    const at = await rig(talk())
    const [mine, its] = [await ours(at, 'plum'), await theirs(at, 'cherry')]
    await at.client.call('thread/rename', { threadId: mine, title: 'Stones' })
    await at.engine.close()
    const server = await appServer(at.home)
    const nameOf = async (threadId: string) => (await server.call('thread/read', { threadId })).thread.name
    expect(await nameOf(mine)).toBe('Stones')
    await server.call('thread/name/set', { threadId: its, name: 'Fruit' })
    await server.call('thread/name/set', { threadId: mine, name: 'Pits' })
    await server.close()

    const { client } = await start(at.home)
    const titles = async () => {
      const { threads } = await client.call('thread/list', {})
      return threads.map(({ title }) => title).toSorted()
    }
    await expect.poll(titles).toEqual(['Fruit', 'Pits'])
  })

  test('turns that it took out stay out, and those that we take out as well', async () => {
    const at = await rig(talk())
    const threadId = await theirs(at, 'plum', 'cherry', 'quince')
    const server = await appServer(at.home)
    await server.call('thread/resume', { threadId, ...FREELY })
    const { thread } = await server.call('thread/read', { threadId, includeTurns: true })
    await server.call('thread/revert', { threadId, beforeTurnId: thread.turns[2].id })
    await server.close()
    expect(rollouts(at.home, threadId)).toHaveLength(2)

    await say(at.client, threadId, 'sloe')
    expect(asked(at)).toBe('plum, cherry, sloe')
    const { turns } = await open(at.client, threadId)
    const { threadId: forkId } = await at.client.call('thread/fork', { commandId: newId(), threadId })
    await say(at.client, forkId, 'in a fork')
    await at.client.call('thread/revert', { threadId, turnId: turns[1]!.id })
    await say(at.client, threadId, 'medlar')
    expect(rollouts(at.home, threadId)).toHaveLength(3)

    const client = await again(at)
    await codexExec(at.home, 'resume', threadId, 'go on')
    expect(asked(at)).toBe('plum, medlar, go on')
    await codexExec(at.home, 'resume', forkId, 'go on')
    expect(asked(at)).toBe('plum, cherry, sloe, in a fork, go on')

    const later = await appServer(at.home)
    await later.call('thread/resume', { threadId, ...FREELY })
    const read = await later.call('thread/read', { threadId, includeTurns: true })
    expect(read.thread.turns).toHaveLength(3)
    await later.call('thread/revert', { threadId, beforeTurnId: read.thread.turns[1].id })
    await later.turn(threadId, 'the last word')
    await later.close()
    expect(said(await open(client, threadId))).toMatchObject(words('plum', 'the last word'))
    const outline = await client.call('thread/outline', { threadId })
    expect(outline.turns.map(({ preview }) => preview)).toEqual(['plum', 'the last word'])
  })

  test('turns that we took out and brought back are there for it as well', async () => {
    const at = await rig(talk())
    const threadId = await theirs(at, 'plum', 'cherry')
    const { turns } = await open(at.client, threadId)
    await at.client.call('thread/revert', { threadId, turnId: turns[1]!.id })
    await at.engine.close()
    const server = await appServer(at.home)
    const { thread } = await server.call('thread/read', { threadId })
    expect(thread.path).toBe(rollouts(at.home, threadId)[1])
    await server.close()
    const { client, engine } = await start(at.home)
    await client.call('thread/unrevert', { threadId })
    await engine.close()
    await codexExec(at.home, 'resume', threadId, 'go on')
    expect(asked(at)).toBe('plum, cherry, go on')
  })

  test('a legacy thread is forked by copy, whoever forks', async () => {
    const at = await rig(talk())
    const server = await appServer(at.home)
    const { thread: legacy } = await server.call('thread/start', { historyMode: 'legacy', ...FREELY })
    await server.turn(legacy.id, 'plum')
    await server.turn(legacy.id, 'cherry')
    const { thread: its } = await server.call('thread/fork', { threadId: legacy.id, ...FREELY })
    await server.turn(its.id, 'its own')
    await server.close()

    expect(said(await open(at.client, its.id))).toMatchObject(words('plum', 'cherry', 'its own'))
    await say(at.client, its.id, 'ours')
    expect(asked(at)).toBe('plum, cherry, its own, ours')
    const { turns } = await open(at.client, legacy.id)
    const { threadId: mine } = await at.client.call('thread/fork', {
      commandId: newId(),
      threadId: legacy.id,
      turnId: turns[0]!.id,
    })
    await say(at.client, mine, 'our own')
    await expect(at.client.call('thread/revert', { threadId: legacy.id, turnId: turns[1]!.id })).rejects.toMatchObject({
      code: 'thread.legacy',
    })

    await at.engine.close()
    await codexExec(at.home, 'resume', mine, 'go on')
    expect(asked(at)).toBe('plum, our own, go on')
    await codexExec(at.home, 'resume', its.id, 'and on')
    expect(asked(at)).toBe('plum, cherry, its own, ours, and on')
  })

  test('both run at once, each in its threads, and neither writes in one that the other has open', async () => {
    const at = await rig(talk())
    const server = await appServer(at.home)
    const { thread: its } = await server.call('thread/start', FREELY)
    const { threadId: mine, seen } = await begin(at, { approvalPolicy: 'never' })
    await Promise.all([server.turn(its.id, 'cherry'), send(at.client, mine, 'plum'), seen.until(finished(1))])
    await Promise.all([server.turn(its.id, 'damson'), send(at.client, mine, 'gage'), seen.until(finished(2))])

    const { data } = await server.call('thread/list', {})
    expect(data.map((thread: { id: string }) => thread.id).toSorted()).toEqual([mine, its.id].toSorted())
    expect(said(await open(at.client, its.id))).toMatchObject(words('cherry', 'damson'))
    await expect(send(at.client, its.id, 'not now')).rejects.toMatchObject({ code: 'thread.readOnly' })
    await expect(server.call('thread/resume', { threadId: mine })).rejects.toThrow()

    await server.close()
    await say(at.client, its.id, 'now')
    expect(asked(at)).toBe('cherry, damson, now')
  })

  test('what it has packed is read here, and unpacked to go on', async () => {
    const at = await rig(talk())
    const threadId = await theirs(at, 'plum', 'cherry')
    await at.engine.close()
    const [file = ''] = rollouts(at.home, threadId)
    const longAgo = new Date('2026-01-05')
    utimesSync(file, longAgo, longAgo)
    const server = await appServer(at.home)
    await server.call('rollout/compress', {})
    await expect.poll(() => rollouts(at.home, threadId), { timeout: 10_000 }).toEqual([`${file}.zst`])
    await server.close()

    const { client, engine } = await start(at.home)
    expect(said(await open(client, threadId))).toMatchObject(words('plum', 'cherry'))
    expect(rollouts(at.home, threadId)).toEqual([`${file}.zst`])
    await say(client, threadId, 'quince')
    expect(asked(at)).toBe('plum, cherry, quince')
    expect(rollouts(at.home, threadId)).toEqual([file])

    await engine.close()
    await codexExec(at.home, 'resume', threadId, 'go on')
    expect(asked(at)).toBe('plum, cherry, quince, go on')
  })
})
