import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Client } from '../../../rpc/client.ts'
import { codexExec, missing } from '../../../testing/codexServer.ts'
import { stage } from '../../../testing/agentStage.ts'
import { begin, ended, rig, send, start, watch } from '../../../testing/engineRig.ts'
import type { Rig } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'

/** A turn, then one in which an agent is spawned; the agent answers as well. */
const story = (namespace: string, args: object) => {
  const parent = script().says('Before.').next().calls('spawn_agent', args, { namespace }).says('Spawned.')
  return { byPrompt: [[/"look into it"/, agent()] as [RegExp, typeof parent]], otherwise: parent }
}
const agent = () => script().says('Found it.').next().says('Found more.')

/** The thread that was spawned by a thread, as soon as it is listed. */
async function spawnedBy(client: Client, parentId: string): Promise<string> {
  const children = async () => {
    const { sessions } = await client.call('session/list', { limit: 50 })
    return sessions.filter(session => session.parentId === parentId).map(({ id }) => id)
  }
  await expect.poll(children).toHaveLength(1)
  return (await children())[0]!
}

/** Has the real program spawn an agent while we are away. */
async function spawn(at: Rig): Promise<Rig & { parentId: string; childId: string }> {
  await at.engine.close()
  const parentId = await codexExec(at.home, 'start')
  await codexExec(at.home, 'resume', parentId, 'now spawn')
  const found = { ...at, ...(await start(at.home)) }
  return { ...found, parentId, childId: await spawnedBy(found.client, parentId) }
}

const open = (client: Client, threadId: string) => watch(client, threadId).until(({ seq }) => seq > 0)

const asked = ({ model }: Rig): string => JSON.stringify(model.requests.at(-1)?.input)

describe.skipIf(missing)(`agents of the real program${missing ? ` (${missing})` : ''}`, () => {
  test('one that begins anew is a thread of its own, which goes on here', async () => {
    const at = await rig(story('multi_agent_v1', { message: 'look into it' }))
    const { client, parentId, childId } = await spawn(at)
    const child = await open(client, childId)
    expect(child).toMatchObject({
      parentId,
      origin: { source: 'subagent' },
      preview: 'look into it',
      forkedFrom: undefined,
    })
    expect(child.turns).toHaveLength(1)
    await send(client, childId, 'and?')
    await watch(client, childId).until(ended(2))
    expect(asked(at)).toMatch(/look into it.*and\?/)
  })

  test('one that is given the history of its parent shows its own turns, and remembers all', async () => {
    const at = await rig(story('collaboration', { task_name: 'helper', message: 'look into it' }))
    const config = join(at.home.home, 'config.toml')
    writeFileSync(config, `${readFileSync(config, 'utf8')}\n[features]\nmulti_agent_v2 = true\n`)
    const { client, parentId, childId } = await spawn(at)
    const child = await open(client, childId)
    expect(child).toMatchObject({ parentId, origin: { source: 'subagent' }, forkedFrom: undefined })
    expect(child.turns).toHaveLength(1)
    const { turns } = await client.call('thread/outline', { threadId: childId })
    expect(turns).toHaveLength(1)
    await send(client, childId, 'and?')
    await watch(client, childId).until(ended(2))
    expect(asked(at)).toMatch(/"start".*Before\..*now spawn.*spawn_agent.*look into it.*and\?/)
    const parent = await open(client, parentId)
    expect(parent.turns).toHaveLength(2)
    expect(parent.agents).toMatchObject([{ id: childId, nickname: 'helper', role: 'default', state: 'open' }])
  })
})

describe.skipIf(missing)(`agents of ours${missing ? ` (${missing})` : ''}`, () => {
  test('one that was given the history of its parent goes on there, with all that it remembers', async () => {
    const root = [
      script().says('Before.'),
      script().calls('spawn_agent', { message: 'look into it', fork_context: true }),
    ]
    const at = await rig(
      stage(({ said, round }) =>
        said === 'look into it' ? script().says('Found it.') : (root[round] ?? script().says('So.')),
      ),
    )
    const { threadId, seen } = await begin(at)
    await send(at.client, threadId, 'start')
    await seen.until(ended(1))
    await send(at.client, threadId, 'now spawn')
    const childId = (
      await seen.until(({ agents = [] }) => typeof agents[0]?.reported === 'object' && agents[0].reported !== null)
    ).agents![0]!.id
    await at.engine.close()
    await codexExec(at.home, 'resume', childId, 'and?')
    expect(asked(at)).toMatch(/"start".*Before\..*now spawn.*look into it.*Found it\..*and\?/)
    const { client } = await start(at.home)
    const child = await open(client, childId)
    expect(child.turns.map(({ status }) => status)).toEqual(['completed', 'completed'])
    expect(child).toMatchObject({ parentId: threadId, agent: { depth: 1 } })
  })
})
