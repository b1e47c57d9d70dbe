import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { callsOf } from '../../core/thread/thread.ts'
import type { Thread } from '../../core/thread/thread.ts'
import { begin, closeLater, ended, rig, send, settings, start, watch } from '../../testing/engineRig.ts'
import type { Rig } from '../../testing/engineRig.ts'
import { script } from '../../testing/modelServer.ts'

const PLAN = '# Add a note\n\n1. Write `note.txt`.\n\n```md\n</proposed_plan>\n```'
const block = (plan: string) => `<proposed_plan>\n${plan}\n</proposed_plan>`

const sent = ({ model }: Rig, n: number): string => JSON.stringify(model.requests[n]?.body)
const lastOutput = ({ model }: Rig, n: number): string => JSON.stringify(model.requests[n]?.input.at(-1))
const proposed = ({ proposal }: Thread) => proposal?.decision === undefined && proposal !== undefined
const decide = (
  { client }: Rig,
  thread: Thread,
  decision: Parameters<typeof client.call<'plan/decide'>>[1]['decision'],
) => client.call('plan/decide', { threadId: thread.id, turnId: thread.proposal?.turnId ?? '', decision })

describe('a proposed plan', () => {
  test('streams to its own item, and the message keeps the rest', async () => {
    const at = await rig(
      script()
        .says(`Here it is:\n${block(PLAN)}\nThanks`)
        .inDeltas(3),
    )
    const { threadId, seen } = await begin(at, { mode: 'plan' })
    const { turnId } = await send(at.client, threadId, 'plan it')
    const thread = await seen.until(ended(1))
    expect(thread.turns[0]?.items.slice(1)).toMatchObject([
      { type: 'agentMessage', text: 'Here it is:\nThanks' },
      { type: 'plan', id: `${turnId}-plan`, text: PLAN },
    ])
    expect(thread.proposal).toMatchObject({ turnId, text: PLAN })
    const live = (kind: string) =>
      seen.frames.flatMap(frame => (frame.type === 'live' && frame.kind === kind ? [frame] : []))
    expect(
      live('plan')
        .map(frame => frame.text)
        .join('')
        .trim(),
    ).toBe(PLAN)
    expect(new Set(live('plan').map(frame => frame.itemId))).toEqual(new Set([`${turnId}-plan`]))
    expect(
      live('text')
        .map(frame => frame.text)
        .join(''),
    ).toBe('Here it is:\nThanks')
    // The model reads what it wrote.
    await send(at.client, threadId, 'more')
    await at.model.received(2)
    expect(sent(at, 1)).toContain('<proposed_plan>')
  })

  test('is carried out as it was edited, once, in the mode that was chosen', async () => {
    const at = await rig(script().says(block(PLAN)).next().says('Done.').next().says('Yes.'))
    const { threadId, seen } = await begin(at, { mode: 'plan' })
    await send(at.client, threadId, 'plan it')
    const thread = await seen.until(ended(1))
    const decided = await decide(at, thread, { type: 'accept', text: '# Edited', mode: 'execute', start: true })
    expect(decided.turnId).not.toBeNull()
    const done = await seen.until(ended(2))
    expect(done.settings?.mode).toBe('execute')
    expect(done.proposal).toMatchObject({ text: '# Edited', decision: 'accepted', attached: true })
    expect(sent(at, 1)).toMatch(/<accepted_plan>.*# Edited.*<\/accepted_plan>.*Carry out the accepted plan/)
    expect(sent(at, 1)).toContain('# Execute mode')
    await send(at.client, threadId, 'well?')
    await seen.until(ended(3))
    expect(sent(at, 2).match(/<accepted_plan>/g)).toHaveLength(1)
    expect(at.model.problems).toEqual([])
  })

  test('that was accepted goes along with the next message, also after a restart', async () => {
    const at = await rig(script().says(block(PLAN)).next().says('Done.'))
    const { threadId, seen } = await begin(at, { mode: 'plan' })
    await send(at.client, threadId, 'plan it')
    await decide(at, await seen.until(ended(1)), { type: 'accept' })
    await at.engine.close()
    const again = await start(at.home)
    const later = watch(again.client, threadId)
    closeLater(later)
    await send(again.client, threadId, 'go')
    const done = await later.until(ended(2))
    expect(done).toMatchObject({ settings: { mode: 'code' }, proposal: { attached: true } })
    expect(sent(at, 1)).toContain('<accepted_plan>')
  })

  test('that is refused goes back to planning with what was said', async () => {
    const at = await rig(script().says(block('one')).next().says(block('two')))
    const { threadId, seen } = await begin(at, { mode: 'plan' })
    await send(at.client, threadId, 'plan it')
    const thread = await seen.until(ended(1))
    await decide(at, thread, { type: 'refuse', feedback: 'smaller, please' })
    const next = await seen.until(state => ended(2)(state) && proposed(state))
    expect(next).toMatchObject({ settings: { mode: 'plan' }, proposal: { text: 'two' } })
    expect(next.turns[0]?.items.at(-1)).toMatchObject({ type: 'plan', decision: 'refused' })
    expect(sent(at, 1)).toContain('smaller, please')
    expect(sent(at, 1)).not.toContain('<accepted_plan>')
  })

  test('is answered once, and only the newest', async () => {
    const at = await rig(script().says(block(PLAN)))
    const { threadId, seen } = await begin(at, { mode: 'plan' })
    await send(at.client, threadId, 'plan it')
    const thread = await seen.until(ended(1))
    await decide(at, thread, { type: 'refuse' })
    for (const turnId of [thread.proposal?.turnId ?? '', 'another']) {
      const answer = at.client.call('plan/decide', { threadId, turnId, decision: { type: 'refuse' } })
      await expect(answer).rejects.toMatchObject({ code: 'plan.notProposed' })
    }
  })
})

test('Plan mode refuses what would change something, and tells the model why', async () => {
  const steps = { plan: [{ step: 'write', status: 'pending' }] }
  const at = await rig(
    script()
      .calls('exec_command', { cmd: 'touch one.txt' })
      .patch('*** Add File: two.txt\n+two')
      .calls('update_plan', steps)
      .calls('exec_command', { cmd: 'ls' })
      .next()
      .says('I see.'),
  )
  const { threadId, seen } = await begin(at, { mode: 'plan', approvalPolicy: 'never' })
  await send(at.client, threadId, 'plan it')
  const thread = await seen.until(ended(1))
  expect(callsOf(thread.turns[0] ?? expect.fail()).map(call => call.phase === 'done' && call.status)).toEqual([
    'declined',
    'declined',
    'declined',
    'completed',
  ])
  expect(existsSync(join(at.home.workspace, 'one.txt')) || existsSync(join(at.home.workspace, 'two.txt'))).toBe(false)
  expect(thread.plan).toBeNull()
  const outputs = sent(at, 1)
  expect(outputs).toMatch(/touch one\.txt` is not known to only read/)
  expect(outputs).toMatch(/Describe this change in the plan instead/)
  expect(outputs).toMatch(/Propose the steps inside <proposed_plan>/)
  expect(lastOutput(at, 1)).toContain('Process exited with code 0')
})

describe('a mode', () => {
  const effort = (at: Rig, n: number) =>
    (at.model.requests[n]?.body.reasoning as { effort?: string } | undefined)?.effort

  test('chooses the effort where the thread does not', async () => {
    const at = await rig(() => script().says('ok').rounds[0] ?? expect.fail())
    const { threadId, seen } = await begin(at, { mode: 'execute' })
    await send(at.client, threadId, 'go')
    await seen.until(ended(1))
    expect(effort(at, 0)).toBe('high')
    await at.client.call('thread/configure', { threadId, settings: settings({ mode: 'execute', effort: 'low' }) })
    await send(at.client, threadId, 'go on')
    const thread = await seen.until(ended(2))
    expect(effort(at, 1)).toBe('low')
    expect(thread.turns[0]?.settings).not.toHaveProperty('effort')
  })

  test('of the configuration has its own words and model, and is among those to choose from', async () => {
    const config =
      '[modes.review]\nname = "Review"\nsummary = "Looks for mistakes"\nmodel = "gpt-5.6"\ninstructions = "Look for mistakes."\n'
    const at = await rig(script().says('ok'), config)
    const { modes } = await at.client.call('mode/list', { cwd: at.home.workspace })
    expect(modes.map(({ id }) => id)).toEqual(['code', 'plan', 'pair', 'execute', 'review'])
    expect(modes.at(-1)).toEqual({ id: 'review', name: 'Review', summary: 'Looks for mistakes', model: 'gpt-5.6' })
    const { threadId, seen } = await begin(at, { mode: 'review' })
    await send(at.client, threadId, 'go')
    const thread = await seen.until(ended(1))
    expect(at.model.requests[0]?.body.model).toBe('gpt-5.6')
    expect(sent(at, 0)).toContain('<collaboration_mode>Look for mistakes.</collaboration_mode>')
    expect(thread.settings).toMatchObject({ mode: 'review', model: 'gpt-5.5' })
  })

  test('that is not known works as Code, and says so', async () => {
    const at = await rig(script().says('ok'))
    const { threadId, seen } = await begin(at, { mode: 'of-a-newer-version' })
    await send(at.client, threadId, 'go')
    const thread = await seen.until(ended(1))
    expect(sent(at, 0)).toContain('# Code mode')
    const notices = thread.turns[0]?.items.filter(item => item.type === 'notice')
    expect(notices).toMatchObject([
      { text: expect.stringMatching(/no mode of-a-newer-version.*\[modes\.of-a-newer-version\]/) },
    ])
  })

  test('without instructions is said with its place', async () => {
    const at = await rig(script().says('ok'), '[modes.review]\nname = "Review"\n')
    const { notices } = await at.client.call('engine/status', {})
    expect(notices).toEqual([expect.stringMatching(/config\.toml:\d+: modes\.review: .*needs instructions/)])
  })
})
