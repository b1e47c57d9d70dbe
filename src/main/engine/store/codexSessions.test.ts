import { existsSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Client } from '../../../rpc/client.ts'
import { appServer, codexDoes, codexExec, missing } from '../../../testing/codexServer.ts'
import type { AppServer } from '../../../testing/codexServer.ts'
import { begin, ended, newId, rig, send, start, watch } from '../../../testing/engineRig.ts'
import type { Rig } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'

/** What one program does with whole threads of a shared home, and the other one sees. */

const talk = () => ({ otherwise: script().says('Said.').times(9) })

/** A thread of ours with one turn. */
async function ours(at: Rig, words: string): Promise<string> {
  const { threadId, seen } = await begin(at, { approvalPolicy: 'never' })
  await send(at.client, threadId, words)
  await seen.until(ended(1))
  seen.close()
  return threadId
}

/** The engine as it is after a restart: it has looked at what others did. */
async function again(at: Rig): Promise<Client> {
  await at.engine.close()
  const { client } = await start(at.home)
  await new Promise<void>(resolve => {
    const watching = client.subscribe('index/watch', {}, ({ phase }) => {
      if (phase !== 'ready') return
      watching.close()
      resolve()
    })
  })
  return client
}

/** Ids and names of the threads that we list. */
const weList = async (client: Client, shelf: 'active' | 'archived' = 'active') => {
  const { sessions } = await client.call('session/list', { filter: { shelf } })
  return Object.fromEntries(sessions.map(({ id, title }) => [id, title]))
}

/** Ids and names of the threads that it lists. */
const itLists = async (server: AppServer, archived = false): Promise<Record<string, string | null>> => {
  const sourceKinds = ['cli', 'vscode', 'exec', 'appServer']
  const { data } = await server.call('thread/list', { limit: 50, archived, modelProviders: [], sourceKinds })
  return Object.fromEntries((data as { id: string; name: string | null }[]).map(({ id, name }) => [id, name]))
}

describe.skipIf(missing)(`whole threads in a shared home${missing ? ` (${missing})` : ''}`, () => {
  test('that it archives, names, brings back and deletes are so for us', async () => {
    const at = await rig(talk())
    const kept = await codexExec(at.home, 'plum')
    const deleted = await codexExec(at.home, 'cherry')
    const server = await appServer(at.home)
    await server.call('thread/name/set', { threadId: kept, name: 'Orchard' })
    await server.close()
    let client = await again(at)
    expect(await weList(client)).toEqual({ [kept]: 'Orchard', [deleted]: null })

    await codexDoes(at.home, 'archive', kept)
    await codexDoes(at.home, 'delete', '--force', deleted)
    client = await again({ ...at, client })
    expect(await weList(client)).toEqual({})
    expect(await weList(client, 'archived')).toEqual({ [kept]: 'Orchard' })

    await codexDoes(at.home, 'unarchive', kept)
    client = await again({ ...at, client })
    expect(await weList(client)).toEqual({ [kept]: 'Orchard' })
    const { results } = await client.call('session/search', { text: 'plum' })
    expect(results.map(({ session }) => session.id)).toEqual([kept])
  })

  test('that we archive, name, bring back and throw away are so for it', async () => {
    const at = await rig(talk())
    const kept = await ours(at, 'plum')
    const thrown = await ours(at, 'cherry')
    // It knows both from here on.
    const first = await appServer(at.home)
    expect(await itLists(first)).toEqual({ [kept]: null, [thrown]: null })
    await first.close()

    await at.client.call('thread/rename', { threadId: kept, title: 'Orchard' })
    const archive = { threadIds: [kept, thrown], archived: true }
    expect((await at.client.call('session/archive', archive)).changed).toEqual([kept, thrown])
    expect((await at.client.call('session/trash', { threadIds: [thrown] })).changed).toEqual([thrown])
    const second = await appServer(at.home)
    expect(await itLists(second)).toEqual({})
    expect(await itLists(second, true)).toEqual({ [kept]: 'Orchard' })
    await second.close()

    expect((await at.client.call('trash/restore', { threadIds: [thrown] })).changed).toEqual([thrown])
    await at.client.call('session/archive', { threadIds: [kept, thrown], archived: false })
    const third = await appServer(at.home)
    expect(await itLists(third)).toEqual({ [kept]: 'Orchard', [thrown]: null })
    await third.close()
    await at.engine.close()
    expect(await codexExec(at.home, 'resume', thrown, 'go on')).toBe(thrown)
  })

  test('come from bundles of ours as threads that it goes on with', async () => {
    const at = await rig(talk())
    const base = await ours(at, 'plum')
    const { threadId: forkId } = await at.client.call('thread/fork', { commandId: newId(), threadId: base })
    const seen = watch(at.client, forkId)
    await send(at.client, forkId, 'cherry')
    await seen.until(ended(2))
    seen.close()
    const { path } = await at.client.call('session/export', { threadId: forkId, format: 'bundle' })
    expect(existsSync(path)).toBe(true)

    const other = await rig(talk())
    const { threadId } = await other.client.call('session/import', { commandId: newId(), path })
    await other.engine.close()
    await codexExec(other.home, 'resume', threadId, 'quince')
    const request = JSON.stringify(other.model.requests.at(-1)?.input)
    for (const word of ['plum', 'cherry', 'quince']) expect(request).toContain(word)
  })
})
