import { fold } from '../../src/core/thread/apply.ts'
import type { ApprovalRequest, CallResult, FileChange } from '../../src/core/thread/calls.ts'
import type { Event, EventBody } from '../../src/core/thread/events.ts'
import { sandboxOf } from '../../src/core/thread/settings.ts'
import type { Thread } from '../../src/core/thread/thread.ts'

export const CWD = '/home/ada/heddle'
const START = Date.UTC(2026, 10, 21, 9, 0)
const USAGE = {
  inputTokens: 79_000,
  cachedInputTokens: 61_000,
  outputTokens: 2_400,
  reasoningTokens: 900,
  totalTokens: 81_400,
}

const inputImage = (url: string) => ({ type: 'input_image' as const, image_url: url })

/** Writes a log as the engine would, with a clock of its own. */
export function script(threadId: string) {
  const events: Event[] = []
  let at = START
  let turnId = 'turn-0'
  let callId = 0
  const add = (body: EventBody, afterMs = 0) => {
    at += afterMs
    events.push({ ...body, seq: events.length, at } as Event)
    return self
  }

  const self = {
    add,
    create: (title: string) =>
      add({
        type: 'thread.created',
        threadId,
        cwd: CWD,
        origin: { source: 'desktop', originator: 'heddle' },
        git: { branch: 'main' },
        version: '0.1.0',
      }).add({ type: 'thread.renamed', title }),
    /** `pictures`: data URLs that go along. */
    asks(text: string, pictures: readonly string[] = []) {
      turnId = `turn-${events.length}`
      const settings = {
        provider: 'rehearsal',
        model: 'rehearsal',
        effort: 'high' as const,
        mode: 'code',
        approvalPolicy: 'on-request' as const,
        sandbox: sandboxOf('workspace-write'),
      }
      return add({ type: 'turn.started', turnId, contextWindow: 258_000 })
        .add({ type: 'turn.configured', turnId, cwd: CWD, settings })
        .add({
          type: 'message.sent',
          turnId,
          item: {
            type: 'message',
            role: 'user',
            id: `msg_input-${events.length}`,
            content: [{ type: 'input_text', text }, ...pictures.map(inputImage)],
          },
        })
    },
    thinks: (text: string, ms = 9000) =>
      add(
        {
          type: 'reasoning.received',
          turnId,
          item: { type: 'reasoning', id: `rs-${events.length}`, summary: [{ type: 'summary_text', text }] },
        },
        ms,
      ),
    says: (text: string) =>
      add(
        {
          type: 'message.received',
          turnId,
          item: {
            type: 'message',
            role: 'assistant',
            id: `m-${events.length}`,
            content: [{ type: 'output_text', text }],
          },
        },
        1200,
      ),
    calls(name: string, args: unknown) {
      const id = `call-${++callId}`
      const item =
        typeof args === 'string'
          ? { type: 'custom_tool_call' as const, call_id: id, name, input: args }
          : { type: 'function_call' as const, call_id: id, name, arguments: JSON.stringify(args) }
      return add({ type: 'call.received', turnId, item }, 300)
    },
    starts: () =>
      add({
        type: 'call.started',
        turnId,
        callId: `call-${callId}`,
        sandboxed: true,
        reason: { code: 'sandboxed', text: 'Runs in the sandbox.' },
      }),
    ends: (result: CallResult, status: 'completed' | 'failed' | 'declined' | 'aborted' | 'unknown' = 'completed') =>
      add(
        { type: 'call.completed', turnId, callId: `call-${callId}`, status, result },
        'durationMs' in result ? result.durationMs : 200,
      ).add({
        type: 'output.recorded',
        turnId,
        item: { type: 'function_call_output', call_id: `call-${callId}`, output: 'recorded' },
      }),
    waits: (request: ApprovalRequest) => add({ type: 'approval.requested', turnId, callId: `call-${callId}`, request }),
    compacts: (message: string) =>
      add({ type: 'history.compacted', turnId, message, replacement: [], windowNumber: 2 }),
    samples: () => add({ type: 'sample.completed', turnId, responseId: null, usage: USAGE }),
    finishes: (status: 'completed' | 'failed' | 'interrupted' = 'completed', message?: string) =>
      add({
        type: 'turn.finished',
        turnId,
        status,
        startedAt: at - 192_000,
        ...(message ? { failure: { code: 'model.unauthorized', message } } : {}),
      }),
    reads: (path: string) =>
      self
        .calls('read_file', { file_path: path })
        .starts()
        .ends({ kind: 'read', tool: 'read_file', target: path, detail: '120 lines' }),
    runs: (cmd: string, output: string, exitCode = 0, durationMs = 800) =>
      self
        .calls('exec_command', { cmd })
        .starts()
        .ends({
          kind: 'command',
          command: ['bash', '-lc', cmd],
          cwd: CWD,
          parsed: [{ type: 'unknown', cmd }],
          exitCode,
          output,
          durationMs,
          sandboxed: true,
        }),
    patches: (...changes: FileChange[]) =>
      self
        .calls('apply_patch', '*** Begin Patch\n*** End Patch')
        .starts()
        .ends({ kind: 'patch', changes, durationMs: 40 }),
    events: () => events,
    turnId: () => turnId,
    thread: (): Thread => fold(threadId, events),
  }
  return self
}

const ROLLOUT = `@@ -41,3 +41,3 @@
 export async function openThread(id: ThreadId) {
-  const cursor = await readCursor(id)
-  const lock = await lockThread(id)
+  const lock = await lockThread(id)
+  const cursor = await readCursor(id)   // inside the lock
`

const TESTS = Array.from(
  { length: 34 },
  (_, index) => `\x1b[32m✓\x1b[0m store/rollout.test.ts \x1b[2m(${index + 3} tests)\x1b[0m ${index * 7 + 12} ms`,
).join('\n')

const PROSE = `## What happened

The two opens race: \`openThread\` reads the cursor **before** the projection of the tail has committed, so the second one
appends at a stale offset &mdash; see [the design note](https://example.com/notes/rollouts) &amp; the test.

1. Take the lock
2. Read the cursor *inside* it
   - no other writer can be between the two

| step | before | after |
|---|---|---|
| lock | 12 ms | 12 ms |
| read | raced | **safe** |

\`\`\`ts
export async function openThread(id: ThreadId) {
  const lock = await lockThread(id) // first
  return { lock, cursor: await readCursor(id), retries: 3, name: 'rollout' }
}
\`\`\`

> A word that is long: src/main/engine/store/rollout/aVeryLongFileNameThatGoesOnAndOnAndOnUntilItHasToBreakSomewhere.ts
`

/** A thread with one of everything, running, that waits for a person. */
export function everything() {
  const plan = ['Reproduce with 200 repeats', 'Find the shared state', 'Take the lock before the cursor is read']
  return script('everything')
    .create('Fix flaky session test')
    .asks('The resume test fails one time in twenty. Find out why, fix the cause, not the test.')
    .thinks('**Looking for shared state between two opens of one rollout**\n\nBoth opens read the same cursor file.')
    .reads(`${CWD}/src/main/engine/store/rollout.ts`)
    .reads(`${CWD}/src/main/engine/store/cursor.ts`)
    .runs('ls src/main/engine/store', 'cursor.ts\nrollout.ts')
    .samples()
    .says('The two opens race: `openThread` reads the cursor before the projection of the tail has committed.')
    .calls('update_plan', {})
    .starts()
    .ends({
      kind: 'plan',
      steps: [
        ...plan.map(step => ({ step, status: 'completed' as const })),
        { step: 'Push and open a pull request', status: 'in_progress' },
        { step: 'Add a kill test for the same window', status: 'pending' },
      ],
    })
    .patches(
      { path: `${CWD}/src/main/engine/store/rollout.ts`, kind: 'update', diff: ROLLOUT },
      {
        path: `${CWD}/src/main/engine/store/lock.ts`,
        kind: 'add',
        content: 'export const lockThread = async (id: string) => id\n',
      },
    )
    .runs('npx vitest run src/main/engine/store --repeat 200', TESTS, 0, 12_400)
    .runs('npm run lint', '\x1b[31merror\x1b[0m  Unexpected any  \x1b[2mrollout.ts:41\x1b[0m\n\n1 problem', 1, 2_300)
    .add({
      type: 'notice.added',
      level: 'warning',
      text: 'The model was asked again after a cut stream (attempt 2 of 5).',
    })
    .samples()
    .says(PROSE)
    .finishes()
    .asks('Push it.')
    .compacts('The race between two opens was found and fixed; the tests pass.')
    .calls('exec_command', { cmd: 'git push origin fix/resume-race' })
    .samples()
    .waits({
      kind: 'command',
      reason: {
        code: 'escalation',
        text: 'It needs the network, which workspace-write turns off. No rule matches.',
        origin: 'profile deep · config.toml:14',
      },
      cwd: CWD,
      command: 'git push origin fix/resume\u200b-race',
      unsandboxed: true,
      network: true,
      justification: 'The branch has to reach the remote before a pull request can be opened.',
      proposedPrefix: ['git', 'push'],
      dangerous: false,
    })
}

/** Many turns of many items. */
export function long(items: number) {
  const log = script('long').create('Ten thousand items')
  for (let index = 0; index < items / 20; index++) {
    log.asks(`Step ${index}: what does part ${index} do?`)
    for (let part = 0; part < 9; part++) {
      log
        .runs(`make part-${index}-${part}`, 'ok')
        .says(`Part ${part} is **done**; \`x${index}\` holds. ${'More words. '.repeat(part)}`)
    }
    log.finishes()
  }
  return log
}
