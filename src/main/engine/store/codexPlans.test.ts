import { describe, expect, test } from 'vitest'
import { appServer, codexDoes, FREELY, missing } from '../../../testing/codexServer.ts'
import type { Answer } from '../../../testing/codexServer.ts'
import { begin, closeLater, ended, rig, send, start, watch } from '../../../testing/engineRig.ts'
import { script } from '../../../testing/modelServer.ts'

/** Plans that one program proposed, as the other one shows them. */

const MESSAGE = 'Here is the plan:\n<proposed_plan>\n# Do it\n- one\n</proposed_plan>\nThanks'
const PLAN = '# Do it\n- one'

const planning = {
  mode: 'plan',
  settings: { model: 'gpt-5.5', reasoning_effort: null, developer_instructions: null },
}

describe.skipIf(missing)(`plans in a shared home${missing ? ` (${missing})` : ''}`, () => {
  test('that it proposed wait here for an answer, and are carried out', async () => {
    const at = await rig(script().says(MESSAGE).next().says('Done.'))
    const server = await appServer(at.home)
    const { thread } = await server.call('thread/start', { cwd: at.home.workspace, ...FREELY, model: 'gpt-5.5' })
    const completed = server.next('turn/completed')
    const input = [{ type: 'text', text: 'plan it' }]
    await server.call('turn/start', { threadId: thread.id, input, collaborationMode: planning })
    await completed
    await server.close()
    await at.engine.close()
    const { client } = await start(at.home)
    const seen = watch(client, thread.id)
    closeLater(seen)
    const proposed = await seen.until(ended(1))
    expect(proposed).toMatchObject({ settings: { mode: 'plan' }, proposal: { text: PLAN } })
    expect(proposed.turns[0]?.items).toMatchObject([
      { type: 'userMessage' },
      { type: 'agentMessage', text: 'Here is the plan:\nThanks' },
      { type: 'plan', text: PLAN },
    ])
    const turnId = proposed.proposal?.turnId ?? ''
    await client.call('plan/decide', { threadId: thread.id, turnId, decision: { type: 'accept', start: true } })
    const done = await seen.until(ended(2))
    expect(done).toMatchObject({ settings: { mode: 'code' }, proposal: { decision: 'accepted', attached: true } })
    expect(JSON.stringify(at.model.requests[1]?.body)).toContain('<accepted_plan>')
  })

  test('that we proposed it shows as plans', async () => {
    const at = await rig(script().says(MESSAGE).next().says('Said.'))
    const { threadId, seen } = await begin(at, { mode: 'plan', approvalPolicy: 'never' })
    await send(at.client, threadId, 'plan it')
    await seen.until(ended(1))
    seen.close()
    await at.engine.close()
    await codexDoes(at.home, 'exec', '--json', '--skip-git-repo-check', 'resume', threadId, 'go on')
    const server = await appServer(at.home)
    const { thread } = await server.call('thread/read', { threadId, includeTurns: true })
    const items: Answer[] = thread.turns[0].items
    expect(items).toMatchObject([
      { type: 'userMessage' },
      { type: 'plan', id: `${thread.turns[0].id}-plan`, text: PLAN },
      { type: 'agentMessage', text: 'Here is the plan:\nThanks' },
    ])
  })
})
