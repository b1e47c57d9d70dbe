import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { codexExec, missing } from '../../../testing/codexServer.ts'
import { ended, rig, send, watch } from '../../../testing/engineRig.ts'
import type { TempHome } from '../../../testing/heddle.ts'
import { script } from '../../../testing/modelServer.ts'

const ID = '01a1f000-0000-7000-8000-0000000000a1'
const TIME = '2026-11-20T10:00:00.000Z'

type Line = { type: string; payload: object }
const meta = (more: object = {}): Line => ({
  type: 'session_meta',
  payload: { id: ID, timestamp: TIME, originator: 'workbench', cli_version: '0.1.0', source: 'cli', ...more },
})
const event = (type: string, payload: object = {}): Line => ({ type: 'event_msg', payload: { type, ...payload } })
const item = (payload: object): Line => ({ type: 'response_item', payload })
const said = (text: string) => item({ type: 'message', role: 'user', content: [{ type: 'input_text', text }] })
const answered = (text: string) =>
  item({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] })
const call = (callId: string) =>
  item({ type: 'function_call', name: 'exec_command', arguments: '{"cmd":"ls"}', call_id: callId })
const output = (callId: string) => item({ type: 'function_call_output', call_id: callId, output: 'a.txt' })
/** A turn of the older style, as people saw it and as the model reads it. */
const turn = (words: string, answer: string) => [
  event('user_message', { message: words }),
  said(words),
  event('agent_message', { message: answer }),
  answered(answer),
]
const shown = (turnId: string, type: string, content: object[]) =>
  event('item_completed', { thread_id: ID, turn_id: turnId, item: { type, id: `${turnId}-${type}`, content } })

const legacy = (...lines: Line[]) => [meta(), ...lines]
const paginated = (...lines: Line[]) =>
  [meta({ history_mode: 'paginated', session_id: ID }), ...lines].map((line, ordinal) => ({ ...line, ordinal }))

/** What older versions wrote, and how many turns there are in it. */
const older: [what: string, lines: Line[], turns: number][] = [
  ['what people saw before what the model reads', legacy(...turn('plum', 'One.'), ...turn('cherry', 'Two.')), 2],
  ['items only', legacy(said('plum'), answered('One.'), said('cherry'), answered('Two.')), 2],
  ['nothing said yet', legacy(), 0],
  [
    'a message twice in a turn, and one without an answer',
    legacy(said('plum'), said('and more'), answered('One.'), said('cherry')),
    2,
  ],
  ['calls and outputs', legacy(said('plum'), call('c1'), call('c2'), output('c1'), output('c2'), answered('Two.')), 1],
  ['a call without its output', legacy(said('plum'), call('c1'), answered('One.')), 1],
  ['an output without its call', legacy(said('plum'), output('c1'), answered('One.')), 1],
  [
    'turns that were rolled back',
    legacy(
      ...turn('plum', 'One.'),
      ...turn('cherry', 'Two.'),
      ...turn('quince', 'Three.'),
      event('thread_rolled_back', { num_turns: 2 }),
      ...turn('medlar', 'Four.'),
    ),
    4,
  ],
  [
    'a compaction that tells its summary only',
    legacy(
      ...turn('plum', 'One.'),
      { type: 'compacted', payload: { message: 'There was fruit.' } },
      ...turn('cherry', 'Two.'),
    ),
    2,
  ],
  [
    'a compaction with its history',
    legacy(
      ...turn('plum', 'One.'),
      { type: 'compacted', payload: { message: '', replacement_history: [said('a stone').payload] } },
      ...turn('cherry', 'Two.'),
    ),
    2,
  ],
  [
    'a turn that was interrupted',
    legacy(
      event('task_started', { turn_id: 't1' }),
      ...turn('plum', 'One.'),
      event('turn_aborted', { turn_id: 't1', reason: 'interrupted' }),
      ...turn('cherry', 'Two.'),
    ),
    2,
  ],
  [
    'ordinals, by hand',
    paginated(
      event('task_started', { turn_id: 't1', started_at: 1_795_168_800 }),
      said('plum'),
      shown('t1', 'UserMessage', [{ type: 'text', text: 'plum', text_elements: [] }]),
      answered('One.'),
      shown('t1', 'AgentMessage', [{ type: 'Text', text: 'One.' }]),
      event('task_complete', { turn_id: 't1', last_agent_message: 'One.' }),
    ),
    1,
  ],
]

function put({ home, workspace }: TempHome, lines: Line[]): void {
  const folder = join(home, 'sessions/2026/11/20')
  mkdirSync(folder, { recursive: true })
  const text = lines.map(line => {
    const payload = line.type === 'session_meta' ? { ...line.payload, cwd: workspace } : line.payload
    return `${JSON.stringify({ timestamp: TIME, ...line, payload })}\n`
  })
  writeFileSync(join(folder, `rollout-2026-11-20T10-00-00-${ID}.jsonl`), text.join(''))
}

type Entry = Record<string, unknown>

/** What a request tells the model of the past, in short: what programs add to it is their own. */
function past(input: Entry[] = []): string[] {
  return input.flatMap(entry => {
    const { type = 'message', role, call_id: callId } = entry
    if (type !== 'message') return [`${String(type)} ${String(callId)}`]
    const parts = (entry.content as { text: string }[]).map(({ text }) => text).filter(text => !text.startsWith('<'))
    return role === 'developer' || parts.length === 0 ? [] : [`${String(role)}: ${parts.join(' ')}`]
  })
}

describe.skipIf(missing)(`rollouts of older versions${missing ? ` (${missing})` : ''}`, () => {
  test.each(older)('%s: both go on with the same', async (_, lines, turns) => {
    const answer = { otherwise: script().says('Ours.').next().says('More.') }
    const [theirs, ours] = [await rig(answer), await rig(answer)]
    for (const { home } of [theirs, ours]) put(home, lines)
    await codexExec(theirs.home, 'resume', ID, 'go on')

    const seen = watch(ours.client, ID)
    const thread = await seen.until(({ seq }) => seq >= 0)
    expect(thread.turns).toHaveLength(turns)
    await send(ours.client, ID, 'go on')
    await seen.until(ended(turns + 1))
    expect(past(ours.model.requests.at(-1)?.input)).toEqual(past(theirs.model.requests.at(-1)?.input))
    expect(past(ours.model.requests.at(-1)?.input)).toContain('user: go on')

    await ours.engine.close()
    await codexExec(ours.home, 'resume', ID, 'and on')
    const back = past(ours.model.requests.at(-1)?.input)
    expect(back).toEqual([...past(theirs.model.requests.at(-1)?.input), 'assistant: Ours.', 'user: and on'])
  })
})
