import fs from 'node:fs'
import os from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { emptyHistory, record } from '../../../../core/context/history.ts'
import { acceptedPlan } from '../../../../core/plan/attach.ts'
import { createEncoder } from '../../../../core/rollout/encode.ts'
import { fold } from '../../../../core/thread/apply.ts'
import type { Event, EventBody } from '../../../../core/thread/events.ts'
import type { Thread } from '../../../../core/thread/thread.ts'
import { outlineOf, pageOf, windowOf } from '../../../../core/thread/window.ts'
import { attachHome, openHome } from '../home.ts'
import type { Home } from '../home.ts'
import { encodeAll } from '../logHandle.ts'
import { newestOf, readThread, segmentsOf, upTo } from '../readRollout.ts'
import { newRolloutFile } from '../rolloutFile.ts'
import { newRolloutPath } from '../rolloutPaths.ts'
import { header, id, NOW, settings, turn } from '../storeFixture.ts'
import { createOutlines } from './outlines.ts'
import type { Outlines } from './outlines.ts'
import { createWindows } from './windows.ts'
import type { Windows } from './windows.ts'

let root: string
let home: Home
let outlines: Outlines
let windows: Windows

beforeEach(() => {
  root = fs.mkdtempSync(join(os.tmpdir(), 'heddle-windows-'))
  home = openHome(join(root, 'home'))
  outlines = createOutlines({ path: join(root, 'outlines.sqlite'), now: () => NOW })
  windows = createWindows(outlines)
})
afterEach(() => {
  outlines.close()
  fs.rmSync(root, { recursive: true, force: true })
})

const user = (turnId: string, n: number, text: string): EventBody => ({
  type: 'message.sent',
  turnId,
  item: { type: 'message', id: `msg_${n}`, role: 'user', content: [{ type: 'input_text', text }] },
})

/** What can happen in a turn beside its plain course. */
const EXTRAS = [
  'steer',
  'queue',
  'session',
  'compact',
  'plan',
  'rename',
  'notice',
  'open',
  'proposal',
  'accept',
] as const
type Extra = (typeof EXTRAS)[number]

/** A turn that goes over into Plan mode and proposes something. */
const proposed = (turnId: string, n: number): EventBody[] => [
  { type: 'turn.configured', turnId, cwd: '/ws', settings: { ...settings, mode: 'plan' } },
  {
    type: 'message.received',
    turnId,
    item: {
      type: 'message',
      role: 'assistant',
      content: [{ type: 'output_text', text: `So:\n<proposed_plan>\nplan ${n}\n</proposed_plan>\n` }],
    },
  },
]

/** Accepts what the turn proposed, if it did, and hands over what was accepted before. */
const accepted = (turnId: string, n: number): EventBody[] => [
  ...acceptedPlan({ proposal: { turnId, text: `plan ${n - 1}`, at: NOW, decision: 'accepted' } }).map(body =>
    body.type === 'context.added' ? { ...body, turnId } : body,
  ),
  { type: 'plan.decided', turnId, decision: 'accepted', text: `accepted ${n}` },
]

function turnWith(n: number, extras: readonly Extra[]): EventBody[] {
  const turnId = `t${n}`
  const bodies = turn(turnId, `question ${n}`, `answer ${n}`)
  const before = bodies.slice(0, 4)
  const callId = `c_${turnId}`
  const asked = bodies[4]
  const added: EventBody[] = []
  for (const extra of extras) {
    if (extra === 'steer') added.push(user(turnId, 1000 + n, `also ${n}`))
    if (extra === 'queue')
      added.push({
        type: 'input.queued',
        inputId: `${2000 + n}`,
        content: [{ type: 'input_text', text: `later ${n}` }],
        delivery: 'queue',
      })
    if (extra === 'session')
      added.push({ type: 'approval.decided', turnId, callId, decision: { type: 'approve', scope: 'session' } })
    if (extra === 'compact')
      added.push({
        type: 'history.compacted',
        turnId,
        message: `summary ${n}`,
        replacement: [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: `summary ${n}` }] }],
        windowNumber: n,
      })
    if (extra === 'proposal') added.push(...proposed(turnId, n))
    if (extra === 'accept') added.push(...accepted(turnId, n))
    if (extra === 'rename') added.push({ type: 'thread.renamed', title: `title ${n}` })
    if (extra === 'notice') added.push({ type: 'notice.added', level: 'info', text: `note ${n}` })
  }
  const plan: EventBody = {
    type: 'call.completed',
    turnId,
    callId,
    status: 'completed',
    result: { kind: 'plan', steps: [{ step: `step ${n}`, status: 'pending' }] },
  }
  const after = bodies.slice(5).map(body => (body.type === 'call.completed' && extras.includes('plan') ? plan : body))
  const whole = [...before, ...(asked ? [asked] : []), ...added, ...after]
  return extras.includes('open') ? whole.slice(0, -1) : whole
}

interface Log {
  n: number
  turns: Extra[][]
  /** Which turn of the log before it this one is forked from, as a share of its length; null for none. */
  forkedAt: number | null
}

/** Writes a log with the store's own encoder, a fork by reference to the one before it. */
async function write({ n, turns, forkedAt }: Log): Promise<void> {
  const before = forkedAt === null || n === 1 ? null : await cutOf(n - 1, forkedAt)
  const base = before && {
    threadId: before.segment.threadId,
    fileId: before.segment.fileId,
    endOrdinal: before.endSeq,
    endByte: before.endByte,
  }
  const firstSeq = base?.endOrdinal ?? 0
  const encoder = createEncoder('paginated', base ? { base } : {})
  const from = base && { forkedFrom: { threadId: id(n - 1), beforeSeq: firstSeq } }
  const bodies = [header(n, from ?? {}), ...turns.flatMap((extras, at) => turnWith(100 * n + at, extras))]
  const encoded = encodeAll(
    encoder,
    bodies.map((body, at) => ({ ...body, at: NOW + 1000 * n + at })),
    firstSeq,
  )
  const path = newRolloutPath(home, id(n), NOW + 2000 * n)
  outlines.forget(basename(path)) // another one of this name is remembered
  const file = newRolloutFile(path, 'paginated', firstSeq)
  await file.append(encoded.lines, { durable: false })
  file.close()
}

const chainOf = (n: number) => segmentsOf([home], newestOf([home], id(n)))

async function cutOf(n: number, share: number) {
  const { turns, seq } = await wholeOf(n)
  const at = Math.floor(share * (turns.length + 1))
  return windows.cut(await chainOf(n), turns[at]?.firstSeq ?? seq + 1)
}

const eventsOf = async (n: number): Promise<Event[]> => (await readThread([attachHome(home.path)], id(n))).events
const wholeOf = async (n: number): Promise<Thread> => fold(id(n), await eventsOf(n))

const logs = fc.array(
  fc.record({
    turns: fc.array(fc.subarray([...EXTRAS]), { maxLength: 9 }),
    forkedAt: fc.option(fc.double({ min: 0, max: 0.99, noNaN: true })),
  }),
  { minLength: 1, maxLength: 3 },
)

test('a thread read in parts is the thread read as a whole', async () => {
  await fc.assert(
    fc.asyncProperty(logs, fc.integer({ min: 1, max: 6 }), async (drawn, limit) => {
      fs.rmSync(home.path, { recursive: true, force: true })
      home = openHome(home.path)
      for (const [at, { turns, forkedAt }] of drawn.entries()) await write({ n: at + 1, turns, forkedAt })
      for (let n = 1; n <= drawn.length; n++) {
        const chain = await chainOf(n)
        for (const { path } of chain) outlines.forget(path.split('/').at(-1) ?? '')
        const events = await eventsOf(n)
        const whole = fold(id(n), events)
        const { thread, end } = await windows.open(chain, limit)
        expect(thread).toEqual(windowOf(whole, limit))
        expect(end.nextSeq).toBeGreaterThan(whole.seq)

        const history = emptyHistory()
        for (const event of events) record(history, event)
        expect(await windows.history(chain)).toEqual(history)

        expect((await windows.marks(chain)).map(mark => ({ ...mark }))).toMatchObject(
          whole.turns.map(each => {
            const { turnId, firstSeq, status, startedAt, preview } = outlineOf(each)
            return { turnId, seq: firstSeq, status, startedAt, preview: preview.slice(0, 120) }
          }),
        )
        await comparePages(whole, n, limit)
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

async function comparePages(whole: Thread, n: number, limit: number): Promise<void> {
  const chain = await chainOf(n)
  let before: number | undefined
  for (let pages = 0; pages <= whole.turns.length; pages++) {
    const page = await windows.page(chain, { limit, before })
    expect(page).toEqual(pageOf(whole, { limit, before }))
    before = page?.earlier?.beforeSeq
    if (before === undefined) break
  }
  for (const { id: turnId, lastSeq } of whole.turns) {
    expect(await windows.page(chain, { limit, turnId })).toEqual(pageOf(whole, { limit, turnId }))
    expect(await windows.page(chain, { limit, after: lastSeq })).toEqual(pageOf(whole, { limit, after: lastSeq }))
  }
  expect(await windows.page(chain, { limit, turnId: 'none' })).toBeNull()
}

test('the plan of another program is known long after its turn', async () => {
  await write({ n: 1, turns: [[], [], [], []], forkedAt: null })
  const [segment] = await chainOf(1)
  const lines = fs.readFileSync(segment!.path, 'utf8').trimEnd().split('\n')
  const at = lines.findIndex(line => line.includes('function_call_output'))
  const payloads = [
    {
      type: 'function_call',
      call_id: 'p',
      name: 'update_plan',
      arguments: JSON.stringify({ plan: [{ step: 'Think', status: 'in_progress' }] }),
    },
    { type: 'function_call_output', call_id: 'p', output: 'Plan updated' },
  ]
  const added = payloads.map(payload =>
    JSON.stringify({ timestamp: new Date(NOW).toISOString(), ordinal: 0, type: 'response_item', payload }),
  )
  const all = [...lines.slice(0, at + 1), ...added, ...lines.slice(at + 1)].map((line, ordinal) =>
    line.replace(/"ordinal":\d+/, `"ordinal":${ordinal}`),
  )
  fs.writeFileSync(segment!.path, `${all.join('\n')}\n`)
  const { thread } = await windows.open([segment!], 1)
  expect(thread.plan?.steps).toEqual([{ step: 'Think', status: 'in_progress' }])
  expect(thread).toEqual(windowOf(await wholeOf(1), 1))
})

test('a fork before any turn begins with what was before that turn', async () => {
  const extras = Array.from({ length: 60 }, (_, n): Extra[] => (n % 7 === 0 ? ['session', 'rename'] : ['queue']))
  await write({ n: 1, turns: extras, forkedAt: null })
  const events = await eventsOf(1)
  const whole = fold(id(1), events)
  const chain = await chainOf(1)
  for (const at of [0, 1, 2, 19, 20, 21, 40, 59]) {
    const { firstSeq } = whole.turns[at]!
    const { segment, endSeq } = await windows.cut(chain, firstSeq)
    expect(segment).toBe(chain[0])
    const expected = fold(
      id(1),
      events.filter(({ seq }) => seq < firstSeq),
    )
    expect((await windows.open(upTo(chain, endSeq), 5)).thread).toEqual(windowOf(expected, 5))
  }
})

test('what was looked through is not looked through again, and a file that was cut is', async () => {
  await write({ n: 1, turns: Array.from({ length: 30 }, () => []), forkedAt: null })
  const [segment] = await chainOf(1)
  await windows.open([segment!], 5)
  const put = vi.spyOn(outlines, 'put')
  await windows.open([segment!], 5)
  expect(put).not.toHaveBeenCalled()
  const lines = fs.readFileSync(segment!.path, 'utf8').split('\n')
  const started = lines.findLastIndex(line => line.includes('task_started'))
  fs.writeFileSync(segment!.path, `${lines.slice(0, started).join('\n')}\n`)
  expect((await windows.open([segment!], 5)).thread).toEqual(windowOf(await wholeOf(1), 5))
  expect(put).toHaveBeenCalledOnce()
})
