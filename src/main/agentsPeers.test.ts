import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cast, resultsIn, spawnedIds, stage } from '../testing/agentStage.ts'
import type { Scene } from '../testing/agentStage.ts'
import { codexExec, missing } from '../testing/codexServer.ts'
import { begin, ended, rig, send } from '../testing/engineRig.ts'
import { script } from '../testing/modelServer.ts'

const NOBODY = '01a1fe95-d0eb-767a-818f-dabc975b2e40'
const first = ({ outputs }: Scene) => spawnedIds(outputs)[0]

/** Calls in the words of the real program, one a request. */
const CALLS: [name: string, args: (scene: Scene) => object][] = [
  ['spawn_agent', () => ({ message: 'a task' })],
  ['wait_agent', scene => ({ targets: [first(scene)], timeout_ms: 5 })],
  ['send_input', () => ({ target: NOBODY, message: 'x' })],
  ['close_agent', () => ({ target: NOBODY })],
  ['resume_agent', () => ({ id: NOBODY })],
  ['wait_agent', () => ({ targets: [NOBODY] })],
  ['spawn_agent', () => ({ message: '' })],
  ['close_agent', scene => ({ target: first(scene) })],
  ['resume_agent', scene => ({ id: first(scene) })],
  ['resume_agent', scene => ({ id: first(scene) })],
  ['send_input', scene => ({ target: first(scene), message: 'again' })],
  ['wait_agent', scene => ({ targets: [first(scene)] })],
]

const asks = (namespace?: string) =>
  CALLS.map(
    ([name, args]) =>
      (scene: Scene) =>
        script().calls(name, args(scene), { namespace }),
  )

/** Outputs without what is made up anew each time. */
const plain = (outputs: { output: string }[]) =>
  outputs.map(({ output }) =>
    output
      .replaceAll(NOBODY, 'NOBODY')
      .replaceAll(/[0-9a-f-]{36}/g, 'ID')
      .replace(/"nickname":"[^"]+"/, '"nickname":"N"'),
  )

test.skipIf(missing)(
  `models read of agents what they read in the real program${missing ? ` (${missing})` : ''}`,
  async () => {
    const ours = await rig(cast(asks(), ({ said }) => script().says(`heard ${said}`)))
    const { threadId, seen } = await begin(ours)
    await send(ours.client, threadId, 'root')
    await seen.until(ended(1))

    let asked = 0
    const isAgents = ({ request }: Pick<Scene, 'request'>) => request.headers['x-openai-subagent'] !== undefined
    const theirs = await rig(
      stage(scene =>
        isAgents(scene)
          ? script().says(`heard ${scene.said}`)
          : (asks('multi_agent_v1')[asked++]?.(scene) ?? script().says('over')),
      ),
    )
    await theirs.engine.close()
    // Of a model that it knows the real program has the tools only after a search for them.
    const config = join(theirs.home.home, 'config.toml')
    writeFileSync(config, readFileSync(config, 'utf8').replace('gpt-5.5', 'my-model'))
    await codexExec(theirs.home, 'root')
    const requests = theirs.model.requests.filter(request => !isAgents({ request }))

    const results = plain(resultsIn(ours.model.requests, threadId))
    expect(results).toEqual(plain(resultsIn(requests, requests[0]!.thread)))
    expect(results).toHaveLength(CALLS.length)
  },
)
