import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold } from '../thread/apply.ts'
import type { Event, EventBody, EventType } from '../thread/events.ts'
import { INTRODUCED_IN } from '../thread/events.ts'
import { sandboxOf } from '../thread/settings.ts'
import { createDecoder } from './decode.ts'
import { createEncoder } from './encode.ts'
import { ITEM_METADATA, lineText } from './line.ts'
import type { RolloutLine, Style } from './line.ts'

const AT = Date.UTC(2026, 10, 21, 4, 45, 27, 137)

/** Facts through bytes and back. Facts at fractions are implied, not recorded. */
function roundTrip(bodies: EventBody[], style: Style): EventBody[] {
  const encoder = createEncoder(style)
  const lines = bodies.flatMap((body, n) => encoder.lines(body, AT + n))
  return decode(lines.map((line, n) => lineText(line, style === 'legacy' ? null : n, AT)))
    .filter(event => Number.isInteger(event.seq))
    .map(({ seq: _seq, at: _at, ...body }) => body)
}

function decode(lines: string[]): Event[] {
  const decoder = createDecoder()
  const events = lines.flatMap((line, n) => decoder.line(JSON.parse(line) as RolloutLine, n))
  return [...events, ...decoder.end()]
}

const text = fc.string({ unit: 'grapheme', maxLength: 20 })
const id = fc.uuid()
const turn = { turnId: id }
const count = fc.nat(1e9)
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const image = fc.record({ type: fc.constant('input_image' as const), image_url: text, detail: maybe(text) })
const inputText = fc.record({ type: fc.constant('input_text' as const), text })
const parts = fc.array(fc.oneof(inputText, image), { maxLength: 3 })
const userItem = fc.record({
  type: fc.constant('message' as const),
  id: maybe(id),
  role: fc.constant('user' as const),
  content: parts,
})
const contextItem = fc.record({
  type: fc.constant('message' as const),
  role: fc.constantFrom('user' as const, 'developer' as const),
  content: fc.array(inputText, { maxLength: 3 }),
})
const output = fc.oneof(text, parts)
const outputItem = fc.record({ type: fc.constant('function_call_output' as const), call_id: id, output })
const usage = fc.record({
  inputTokens: count,
  cachedInputTokens: count,
  outputTokens: count,
  reasoningTokens: count,
  totalTokens: count,
})
const settings = fc.record({
  provider: text,
  model: text,
  effort: maybe(fc.constantFrom('none' as const, 'low' as const, 'xhigh' as const)),
  mode: fc.constantFrom('code', 'plan', 'pair', 'mine'),
  approvalPolicy: fc.constantFrom('untrusted' as const, 'on-failure' as const, 'never' as const),
  sandbox: fc.constantFrom(
    sandboxOf('read-only'),
    sandboxOf('workspace-write', { writableRoots: ['/a b', '/ü'], networkAccess: true }),
    sandboxOf('danger-full-access'),
  ),
  profile: maybe(text),
})
const reason = fc.record({ code: text, text })
const path = text.map(rest => `/ws/${rest}`)
const hook = fc.record({
  event: fc.constantFrom('PreToolUse' as const, 'Stop' as const),
  command: text,
  file: path,
  line: fc.option(count),
})
const change = fc.oneof(
  fc.record({ path, kind: fc.constantFrom('add' as const, 'delete' as const), content: text }),
  fc.record({ path, kind: fc.constant('update' as const), diff: text, movePath: maybe(path) }),
)
const fileImage = fc.record({ path, before: fc.option(text), after: fc.option(text), mode: maybe(count) })
const parsed = fc.record({
  type: fc.constantFrom('read' as const, 'list_files' as const, 'search' as const, 'unknown' as const),
  cmd: text,
  name: maybe(text),
  path: maybe(text),
})
const commandResult = fc.record({
  kind: fc.constant('command' as const),
  command: fc.array(text),
  cwd: fc.oneof(path, fc.constant('C:\\ws\\100% #?'), text),
  parsed: fc.array(parsed, { maxLength: 2 }),
  exitCode: fc.option(fc.integer({ min: -1, max: 255 })),
  sessionId: maybe(count),
  output: text,
  durationMs: fc.oneof(count, fc.double({ min: 0, max: 1e6, noNaN: true })),
  sandboxed: fc.boolean(),
})
const result = fc.oneof(
  commandResult,
  fc.record({
    kind: fc.constant('patch' as const),
    changes: fc.array(change, { maxLength: 3 }),
    durationMs: count,
    images: maybe(fc.array(fileImage, { maxLength: 3 })),
  }),
  fc.record({ kind: fc.constant('image' as const), path }),
  fc.record({ kind: fc.constant('read' as const), tool: text, target: text, detail: text }),
)
const request = fc.record({
  kind: fc.constant('command' as const),
  reason,
  cwd: path,
  unsandboxed: fc.boolean(),
  network: fc.boolean(),
  dangerous: fc.boolean(),
})
const failure = fc.record({ code: text, message: text })
const delivery = fc.constantFrom('steer' as const, 'queue' as const)
const call = fc.oneof(
  fc.record({ type: fc.constant('function_call' as const), id: maybe(id), call_id: id, name: text, arguments: text }),
  fc.record({ type: fc.constant('custom_tool_call' as const), call_id: id, name: text, input: text }),
)

const images = fc.array(
  fc.record({ path, before: fc.option(text), after: fc.option(text), mode: maybe(count), from: maybe(path) }),
  { maxLength: 3 },
)
const outside = fc.array(fc.record({ path, reason: fc.constant('notKept' as const), count: maybe(count) }))

const trigger = fc.constantFrom('auto' as const, 'manual' as const)
const keptContext = fc.tuple(
  fc.record({
    type: fc.constant('message' as const),
    role: fc.constantFrom('user' as const, 'developer' as const),
    content: fc.array(fc.record({ type: fc.constant('input_text' as const), text }), { minLength: 1, maxLength: 2 }),
  }),
  fc.constantFrom(['environments.environment_context'], ['compaction.summary'], ['turn_aborted', 'unknown']),
)

const BODIES: { [T in EventType]: fc.Arbitrary<Omit<Extract<EventBody, { type: T }>, 'type'>> } = {
  'thread.created': fc.record({
    threadId: id,
    cwd: path,
    origin: fc.record({ source: fc.constantFrom('exec', 'cli', 'desktop'), originator: text }),
    provider: maybe(text),
    instructions: maybe(text),
    git: maybe(fc.record({ commit: maybe(text), branch: maybe(text), repositoryUrl: maybe(text) })),
    version: text,
    forkedFrom: maybe(fc.record({ threadId: id, beforeSeq: count })),
    parentId: maybe(id),
    agent: maybe(fc.record({ nickname: text, role: text, depth: count })),
    ephemeral: maybe(fc.constant(true)),
  }),
  'thread.renamed': fc.record({ title: text }),
  'thread.archived': fc.record({}),
  'thread.unarchived': fc.record({}),
  'thread.reverted': fc.record({ turns: count }),
  'thread.configured': fc.record({ settings }),
  'thread.promoted': fc.record({}),
  'agent.spawned': fc.record({ ...turn, callId: id, agentId: id, nickname: text, role: text }),
  'agent.reported': fc.record({
    reportId: id,
    agentId: id,
    status: fc.oneof(
      fc.constantFrom('pending_init' as const, 'running' as const, 'interrupted' as const, 'shutdown' as const),
      fc.record({ completed: fc.option(text) }),
      fc.record({ errored: text }),
    ),
  }),
  'agent.closed': fc.record({ agentId: id }),
  'agent.resumed': fc.record({ agentId: id }),
  'agent.promoted': fc.record({ agentId: id }),
  'plan.decided': fc.record({ ...turn, decision: fc.constantFrom('accepted' as const, 'refused' as const), text }),
  'tools.registered': fc.record({
    tools: fc.array(fc.record({ name: id, description: text, inputSchema: fc.constant({ type: 'object' }) }), {
      maxLength: 3,
    }),
  }),
  'turn.started': fc.record({ ...turn, contextWindow: maybe(count), compactAt: maybe(count) }),
  'turn.configured': fc.record({ ...turn, cwd: path, settings }),
  'context.added': fc.record({ turnId: maybe(id), item: contextItem, kinds: fc.array(text, { maxLength: 3 }) }),
  'tools.restricted': fc.record({ ...turn, tools: fc.array(text), by: fc.array(text) }),
  'input.queued': fc.record({ inputId: id, content: parts, delivery }),
  'input.edited': fc.record({ inputId: id, content: parts }),
  'input.redirected': fc.record({ inputId: id, delivery }),
  'input.moved': fc.record({ inputId: id, before: fc.option(id) }),
  'input.removed': fc.record({ inputId: id }),
  'message.sent': fc.record({ ...turn, item: userItem }),
  'message.received': fc.record({
    ...turn,
    item: fc.record({
      type: fc.constant('message' as const),
      role: fc.constant('assistant' as const),
      content: fc.array(fc.record({ type: fc.constant('output_text' as const), text })),
      phase: maybe(text),
    }),
  }),
  'reasoning.received': fc.record({
    ...turn,
    item: fc.record({
      type: fc.constant('reasoning' as const),
      summary: fc.array(fc.record({ type: fc.constant('summary_text' as const), text })),
      encrypted_content: fc.option(text),
    }),
  }),
  'call.received': fc.record({ ...turn, item: call }),
  'item.received': fc.record({
    ...turn,
    item: fc.record({
      type: fc.constantFrom('web_search_call' as const, 'compaction' as const, 'additional_tools' as const),
      anything: fc.jsonValue().map(value => JSON.parse(JSON.stringify(value)) as unknown),
    }),
  }),
  'sample.completed': fc.record({
    ...turn,
    responseId: fc.option(text),
    usage: fc.option(usage),
    purpose: maybe(fc.constant('compaction' as const)),
  }),
  'message.refused': fc.record({ ...turn, item: userItem, hook, reason: text }),
  'call.hooked': fc.record({ ...turn, callId: id, hook, reason: maybe(text), becomes: maybe(call) }),
  'approval.requested': fc.record({ ...turn, callId: id, request }),
  'approval.decided': fc.record({
    ...turn,
    callId: id,
    decision: fc.constant({ type: 'deny' as const, feedback: 'no' }),
  }),
  'call.started': fc.record({ ...turn, callId: id, sandboxed: fc.boolean(), reason }),
  'call.completed': fc.record({
    ...turn,
    callId: id,
    status: fc.constantFrom('completed' as const, 'failed' as const, 'declined' as const, 'unknown' as const),
    result: maybe(result),
    pendingOutput: maybe(output),
    startedAt: maybe(count),
  }),
  'output.recorded': fc.record({ ...turn, item: outputItem }),
  'files.changed': fc.record({ ...turn, images, folders: fc.array(path), outside }),
  'files.undone': fc.record({
    undoId: id,
    of: fc.oneof(fc.record({ turnId: id, path: maybe(path), hunk: maybe(count) }), fc.record({ undoId: id })),
    images,
    folders: fc.array(path),
  }),
  'userCommand.started': fc.record({ ...turn, callId: id, command: text }),
  'userCommand.completed': fc.record({
    ...turn,
    callId: id,
    command: text,
    status: fc.constantFrom('completed' as const, 'failed' as const, 'aborted' as const, 'unknown' as const),
    result: maybe(commandResult),
    startedAt: maybe(count),
  }),
  'interrupt.requested': fc.record(turn),
  'notice.added': fc.record({ turnId: maybe(id), level: fc.constant('warning' as const), text }),
  'compaction.requested': fc.record(turn),
  'history.compacted': fc
    .record({
      ...turn,
      message: text,
      kept: fc.array(fc.oneof(fc.tuple(fc.oneof(userItem, call, outputItem), fc.constant(null)), keptContext), {
        maxLength: 4,
      }),
      windowNumber: count,
      trigger: maybe(trigger),
      tokensBefore: maybe(count),
      tokensAfter: maybe(count),
    })
    .map(({ kept, ...body }) => ({
      ...body,
      replacement: kept.map(([item]) => item),
      kinds: kept.map(([, kinds]) => kinds),
    })),
  'compaction.failed': fc.record({ ...turn, trigger, failure }),
  'turn.finished': fc.record({
    ...turn,
    status: fc.constantFrom('completed' as const, 'interrupted' as const, 'failed' as const, 'blocked' as const),
    failure: maybe(failure),
    startedAt: count,
    timeToFirstTokenMs: maybe(fc.double({ min: 0, max: 1e6, noNaN: true })),
  }),
}

describe.each(Object.keys(INTRODUCED_IN) as EventType[])('%s', type => {
  test.each(['paginated', 'legacy'] as const)('reads back what it wrote (%s)', style => {
    fc.assert(
      fc.property(BODIES[type] as fc.Arbitrary<object>, fields => {
        const body = JSON.parse(JSON.stringify({ type, ...fields })) as EventBody
        expect(roundTrip([body], style)).toEqual([body])
      }),
      { numRuns: 200 },
    )
  })
})

describe('lines of other programs', () => {
  const message = (role: string, said: string, more: object = {}) => ({
    timestamp: '2026-11-20T10:00:00.000Z',
    type: 'response_item',
    payload: {
      type: 'message',
      role,
      content: [{ type: role === 'assistant' ? 'output_text' : 'input_text', text: said }],
      ...more,
    },
  })
  const stringify = (lines: object[]) => lines.map(line => JSON.stringify(line))
  const META = {
    type: 'session_meta',
    payload: { id: 't', timestamp: '', cwd: '/ws', originator: 'o', cli_version: '0' },
  }

  test('files that begin no turns get a turn for each thing a user said, and an end', () => {
    const events = decode(
      stringify([
        META,
        message('user', '<environment_context>\n</environment_context>'),
        message('user', 'first'),
        { type: 'event_msg', payload: { type: 'user_message', message: 'first' } },
        message('assistant', 'one'),
        message('user', 'second'),
        message('assistant', 'two'),
      ]),
    )
    expect(events.map(({ type, seq }) => `${seq} ${type}`)).toEqual([
      '0 thread.created',
      '1 context.added',
      '1.5 turn.started',
      '2 message.sent',
      '4 message.received',
      '4.25 turn.finished',
      '4.5 turn.started',
      '5 message.sent',
      '6 message.received',
      '6.25 turn.finished',
    ])
    expect(events.map(event => event.seq)).toEqual([...new Set(events.map(event => event.seq))].sort((a, b) => a - b))
  })

  test.each([
    '# AGENTS.md instructions for /ws\n\n<INSTRUCTIONS>',
    '<user_instructions>',
    '<skill>\n<name>x</name>',
    '<turn_aborted>',
    '<user_shell_command>',
    '<subagent_notification>',
  ])('a user message that begins with %s is context', opening => {
    expect(decode(stringify([META, message('user', opening)]))[1]).toMatchObject({ type: 'context.added' })
  })

  test('a person may type what looks like context where the line says that it was typed', () => {
    const line = message('user', '<skill>', { [ITEM_METADATA]: { turn_id: 't1', content_item_kinds: ['user.text'] } })
    expect(decode(stringify([META, line])).at(-2)).toMatchObject({ type: 'message.sent', turnId: 't1' })
  })

  test('a command whose end was not kept is read from what the model was told', () => {
    const events = decode(
      stringify([
        META,
        message('user', 'go'),
        {
          type: 'response_item',
          payload: { type: 'function_call', call_id: 'c', name: 'exec_command', arguments: '{"cmd":"false"}' },
        },
        {
          type: 'response_item',
          payload: {
            type: 'function_call_output',
            call_id: 'c',
            output: 'Chunk ID: 1\nWall time: 0.5000 seconds\nProcess exited with code 1\nOutput:\noops\n',
          },
        },
      ]),
    )
    expect(events.find(event => event.type === 'call.completed')).toMatchObject({
      seq: 2.75,
      status: 'failed',
      result: { kind: 'command', command: ['false'], exitCode: 1, output: 'oops\n', durationMs: 500, cwd: '/ws' },
    })
  })

  test('turns that older versions took back leave the history', () => {
    const events = decode(
      stringify([
        META,
        message('user', 'keep'),
        message('assistant', 'kept'),
        message('user', 'drop'),
        message('assistant', 'dropped'),
        { type: 'event_msg', payload: { type: 'thread_rolled_back', num_turns: 1 } },
      ]),
    )
    const compacted = events.find(event => event.type === 'history.compacted')
    expect(JSON.stringify(compacted)).toContain('kept')
    expect(JSON.stringify(compacted)).not.toContain('drop')
  })

  test('no damage of a line is more than a missing fact', () => {
    const types = [
      'session_meta',
      'turn_context',
      'response_item',
      'event_msg',
      'compacted',
      'token_usage_record',
      'heddle',
    ]
    const payloadTypes = [
      'message',
      'function_call',
      'item_completed',
      'task_complete',
      'patch_apply_end',
      'turn.finished',
    ]
    const payload = fc.oneof(
      fc.jsonValue(),
      fc.record({
        type: fc.constantFrom(...payloadTypes, ...Object.keys(INTRODUCED_IN)),
        item: fc.jsonValue(),
        content: fc.jsonValue(),
        call_id: fc.jsonValue(),
        changes: fc.jsonValue(),
        turn_id: fc.jsonValue(),
      }),
    )
    const line = fc.record({
      type: fc.constantFrom(...types),
      payload,
      heddle: fc.jsonValue(),
      ordinal: fc.jsonValue(),
    })
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), lines => {
        expect(() => fold('t', decode(stringify(lines)))).not.toThrow()
      }),
      { numRuns: 2000 },
    )
  })
})
