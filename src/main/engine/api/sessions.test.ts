import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { IndexProgress } from '../../../contract/sessions.ts'
import { begin, ended, newId, rig, send, watch } from '../../../testing/engineRig.ts'
import type { Rig } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'

const talk = () => ({ otherwise: script().says('An answer about damsons.').times(9) })

/** A thread with one turn. */
async function said(at: Rig, words: string): Promise<string> {
  const { threadId, seen } = await begin(at, { approvalPolicy: 'never' })
  await send(at.client, threadId, words)
  await seen.until(ended(1))
  seen.close()
  return threadId
}

const listed = async ({ client }: Rig, filter = {}) =>
  (await client.call('session/list', { filter })).sessions.map(({ id }) => id)

test('what was just said is listed and found, with the state of threads that are open', async () => {
  const at = await rig(talk())
  const threadId = await said(at, 'Where is the plum tree?')
  const { sessions, total } = await at.client.call('session/list', {})
  expect(total).toBe(1)
  expect(sessions).toMatchObject([
    { id: threadId, preview: 'Where is the plum tree?', status: 'done', turns: 1, home: 'heddle', readOnly: false },
  ])
  expect(sessions[0]!.totalTokens).toBeGreaterThan(0)
  const { results } = await at.client.call('session/search', { text: 'damsons' })
  expect(results).toMatchObject([{ session: { id: threadId }, hitCount: 1, hits: [{ kind: 'answer' }] }])
  const { hits, total: count } = await at.client.call('thread/find', { threadId, text: 'plum tr' })
  expect(count).toBe(1)
  expect(hits[0]).toMatchObject({
    kind: 'message',
    excerpt: 'Where is the plum tree?',
    marks: [
      [13, 17],
      [18, 20],
    ],
  })
  expect((await at.client.call('session/facets', {})).models).toEqual([{ value: 'gpt-5.5', count: 1 }])
})

test('pins, archives and trash take several threads, and lists are told of it', async () => {
  const at = await rig(talk())
  const [one, two, three] = [await said(at, 'one'), await said(at, 'two'), await said(at, 'three')]
  let resets = 0
  at.client.subscribe('threads/watch', {}, frame => void (frame.type === 'reset' && (resets += 1)))

  await at.client.call('session/pin', { threadIds: [one], pinned: true })
  expect(await listed(at)).toEqual([one, three, two])
  const { threads: shown } = await at.client.call('thread/list', {})
  expect(shown.filter(({ pinned }) => pinned).map(({ id }) => id)).toEqual([one])
  const { changed, refused } = await at.client.call('session/archive', { threadIds: [two, 'gone'], archived: true })
  expect(changed).toEqual([two])
  expect(refused).toMatchObject([{ threadId: 'gone', message: expect.stringContaining('no thread') }])
  expect(await listed(at)).toEqual([one, three])
  expect(await listed(at, { shelf: 'archived' })).toEqual([two])

  expect((await at.client.call('session/trash', { threadIds: [one, three] })).changed.toSorted()).toEqual(
    [one, three].toSorted(),
  )
  expect(await listed(at)).toEqual([])
  const { threads } = await at.client.call('trash/list', {})
  expect(threads.map(({ id, pinned }) => [id, pinned]).toSorted()).toEqual(
    [
      [one, true],
      [three, false],
    ].toSorted(),
  )
  await at.client.call('trash/restore', { threadIds: [one] })
  expect(await listed(at)).toEqual([one])
  // It is open again, and goes on.
  await send(at.client, one, 'more')
  const seen = watch(at.client, one)
  await seen.until(ended(2))
  expect(await at.client.call('trash/empty', {})).toMatchObject({ deleted: 1 })
  expect(resets).toBeGreaterThanOrEqual(4)
})

test('a thread that works is not thrown away', async () => {
  const at = await rig({ otherwise: script().calls('exec_command', { cmd: 'sleep 60', yield_time_ms: 30_000 }) })
  const { threadId, seen } = await begin(at, { approvalPolicy: 'never' })
  await send(at.client, threadId, 'work')
  const { turns } = await seen.until(thread => thread.turns.length === 1)
  const { refused } = await at.client.call('session/trash', { threadIds: [threadId] })
  expect(refused).toMatchObject([{ threadId, message: expect.stringContaining('at work') }])
  expect(await listed(at)).toEqual([threadId])
  expect(await listed(at, { status: 'running' })).toEqual([threadId])
  await at.client.call('turn/interrupt', { threadId, turnId: turns[0]!.id })
  await seen.until(ended(1))
})

test('a rebuild tells how far it is, and the home tells how large it is', async () => {
  const at = await rig(talk())
  await said(at, 'one')
  const phases: IndexProgress['phase'][] = []
  at.client.subscribe('index/watch', {}, ({ phase }) => phases.push(phase))
  expect(await at.client.call('index/rebuild', {})).toEqual({ threads: 1 })
  expect(phases.at(-1)).toBe('ready')
  expect(phases).toContain('looking')
  const { home, parts, blobsCapBytes } = await at.client.call('storage/read', {})
  expect(home).toBe(at.home.home)
  const sizeOf = (id: string) => parts.find(part => part.id === id)!
  expect(sizeOf('sessions')).toMatchObject({ files: 1 })
  expect(sizeOf('index').bytes).toBeGreaterThan(0)
  expect(sizeOf('trash')).toMatchObject({ files: 0, bytes: 0 })
  expect(blobsCapBytes).toBeGreaterThan(0)
})

test('a thread goes out as a page and comes back from a bundle; what is no thread is refused', async () => {
  const at = await rig(talk())
  const threadId = await said(at, 'Where is the plum tree?')
  const page = await at.client.call('session/export', { threadId, format: 'html' })
  expect(readFileSync(page.path, 'utf8')).toContain('An answer about damsons.')
  const { path } = await at.client.call('session/export', { threadId, format: 'bundle', folder: at.home.workspace })
  expect(path.startsWith(at.home.workspace)).toBe(true)
  const imported = await at.client.call('session/import', { commandId: newId(), path })
  expect(await listed(at)).toContain(imported.threadId)
  await expect(at.client.call('session/import', { commandId: newId(), path: page.path })).rejects.toMatchObject({
    code: 'import.invalid',
  })
  await expect(at.client.call('session/export', { threadId: newId(), format: 'html' })).rejects.toMatchObject({
    code: 'thread.notFound',
  })
})
