import { reportContext } from '../agents/report.ts'
import { turnAborted } from '../context/texts.ts'
import type { Call, Decision, Question, QuestionAnswers, Reason, ToolOutcome } from './calls.ts'
import { withBrought } from './brought.ts'
import { compact } from './compaction.ts'
import type { Effects } from './effects.ts'
import type { EventBody, TurnEnd, TurnFailure } from './events.ts'
import { invariant } from './invariant.ts'
import { isCall, outputFor } from './items.ts'
import type { CallOutput, ResponseItem } from './items.ts'
import { isSettled, next, steersOf } from './next.ts'
import { callOf, callsOf, turnOf } from './thread.ts'
import type { Thread, Turn } from './thread.ts'
import { commandContext } from './userCommand.ts'

/** What the model reads of a call that a person stopped. */
const ABORTED = 'aborted by user'
const REJECTED = 'rejected by user'
const SKIPPED = 'The user skipped this. Take what is most likely meant, say in a sentence what you assumed, and go on'
const NOT_AGAIN = 'The user did not allow running it again without the sandbox'

/**
 * The agent loop, written once: sample the model, settle its calls, until nothing is owed. Everything it decides from is
 * in the fold, so calling it again after a crash continues where the log ends.
 */
export async function runTurn(turnId: string, fx: Effects): Promise<TurnEnd> {
  const lanes = createLanes(turnId, fx)
  for (;;) {
    const step = next(fx.thread(), turnIn(fx, turnId))
    if (step.type === 'settle') await lanes.settle(step.callIds)
    else if (step.type === 'compact') await compact(turnId, step.trigger, fx)
    else if (step.type === 'sample') {
      const failure = await sample(turnId, fx, lanes)
      if (failure) return finish(turnId, fx, lanes, 'failed', failure)
    } else return finish(turnId, fx, lanes, step.status, step.failure)
  }
}

type Lanes = ReturnType<typeof createLanes>

function turnIn(fx: Effects, turnId: string): Turn {
  const turn = turnOf(fx.thread(), turnId)
  invariant(turn, 'a turn runs only after turn.started is recorded')
  return turn
}

async function finish(turnId: string, fx: Effects, lanes: Lanes, status: TurnEnd, failure?: TurnFailure) {
  await lanes.settleAll()
  const { startedAt, compactionRequested } = turnIn(fx, turnId)
  const timeToFirstTokenMs = lanes.timeToFirstTokenMs()
  // Of a compaction that was stopped the model need not know: nothing happened.
  const marker: EventBody[] =
    status === 'interrupted' && !compactionRequested ? [{ type: 'context.added', turnId, ...turnAborted() }] : []
  await fx.persist([...marker, { type: 'turn.finished', turnId, status, failure, startedAt, timeToFirstTokenMs }])
  return status
}

/** One sampling round: steering first, then the model; its calls start while it still streams. */
async function sample(turnId: string, fx: Effects, lanes: Lanes): Promise<TurnFailure | null> {
  const news = await heard(newsOf(fx.thread(), turnId), fx)
  if (news.length > 0) await fx.persist(news)
  if (!turnIn(fx, turnId).owesSample) return null // all that was new was refused
  let recorded: Promise<void> = Promise.resolve()
  const end = await fx.callModel(turnId, item => {
    recorded = recorded.then(() => record(turnId, fx, lanes, item))
    recorded.catch(() => {}) // awaited below, unless the model's own failure comes first
  })
  await recorded
  lanes.sawFirstToken(end.timeToFirstTokenMs)
  if (end.status === 'failed') return end.failure
  if (end.status === 'completed') {
    await fx.persist([{ type: 'sample.completed', turnId, responseId: end.responseId, usage: end.usage }])
  }
  return null
}

/** What the model has to hear before it is asked again: of its agents, then what the user did and said meanwhile. */
const newsOf = (thread: Thread, turnId: string): EventBody[] => [
  ...(thread.reports ?? []).map(report => reportContext(report, turnId)),
  ...(thread.commandNotes ?? []).map(note => commandContext(note, turnId)),
  ...steersOf(thread).map(({ id, content }) => {
    const item = { type: 'message', id: `msg_${id}`, role: 'user', content } as const
    return { type: 'message.sent', turnId, item } as const
  }),
]

/** What becomes of news once hooks had their say in what the user said, with what that brings along. */
async function heard(news: EventBody[], { hooks, brought }: Effects): Promise<EventBody[]> {
  const facts = await Promise.all(
    news.map(body => (hooks && body.type === 'message.sent' ? hooks.message(body) : [body])),
  )
  return withBrought(facts.flat(), brought)
}

async function record(turnId: string, fx: Effects, lanes: Lanes, item: ResponseItem): Promise<void> {
  // A provider that is asked again may repeat what it already said; the id tells.
  if (!isCall(item) && item.id !== undefined && turnIn(fx, turnId).items.some(known => known.id === item.id)) return
  if (isCall(item) && callOf(turnIn(fx, turnId), item.call_id)) {
    // The provider used one id twice. The first call keeps it; a second would make the history unanswerable.
    const text = `The model repeated the call id ${item.call_id}; the second call was ignored.`
    return fx.persist([{ type: 'notice.added', turnId, level: 'warning', text }])
  }
  await fx.persist([received(turnId, item)])
  if (isCall(item)) lanes.start(item.call_id)
}

function received(turnId: string, item: ResponseItem): EventBody {
  if (item.type === 'message') return { type: 'message.received', turnId, item }
  if (item.type === 'reasoning') return { type: 'reasoning.received', turnId, item }
  if (isCall(item)) return { type: 'call.received', turnId, item }
  return { type: 'item.received', turnId, item }
}

/** The calls of a turn, each in its own re-entrant lane; finished outputs are recorded in call order. */
function createLanes(turnId: string, fx: Effects) {
  const running = new Map<string, Promise<void>>()
  let firstTokenMs: number | undefined

  const start = (callId: string): Promise<void> => {
    const lane = running.get(callId) ?? advance(turnId, callId, fx).finally(() => running.delete(callId))
    running.set(callId, lane)
    lane.catch(() => {}) // settle() awaits the same promise and reports its failure
    return lane
  }

  const settle = async (callIds: string[]): Promise<void> => {
    for (const callId of callIds) start(callId)
    for (const callId of callIds) {
      await running.get(callId)
      await recordOutput(turnId, callId, fx)
    }
  }

  return {
    start,
    settle,
    settleAll: () =>
      settle(
        callsOf(turnIn(fx, turnId))
          .filter(call => !isSettled(call))
          .map(call => call.id),
      ),
    sawFirstToken: (ms: number | undefined) => void (firstTokenMs ??= ms),
    timeToFirstTokenMs: () => firstTokenMs,
  }
}

async function recordOutput(turnId: string, callId: string, fx: Effects): Promise<void> {
  const call = callOf(turnIn(fx, turnId), callId)
  if (call?.phase !== 'done' || call.pendingOutput === undefined) return
  await fx.persist([{ type: 'output.recorded', turnId, item: outputFor(call.item, call.pendingOutput) }])
}

/** Takes one call from wherever the log left it to `done`. */
async function advance(turnId: string, callId: string, fx: Effects): Promise<void> {
  for (let first = true; ; first = false) {
    const turn = turnIn(fx, turnId)
    const call = callOf(turn, callId)
    invariant(call, 'a lane is opened only for a recorded call')
    if (call.phase === 'done') return
    if (call.byUser) return fx.userCommand(turnId, callId)
    if (turn.interruptRequested && call.phase !== 'running') {
      await complete(turnId, call, fx, stopped(call))
    } else if (call.phase === 'new') await begin(turnId, call, fx)
    else if (call.phase === 'waiting') await fx.askApproval(turnId, callId)
    else if (call.phase === 'decided' && first && call.decision.type.startsWith('approve')) {
      // Approved by someone who may be gone, in a process that died before the start: the world has moved on, ask again.
      await fx.persist([{ type: 'approval.requested', turnId, callId, request: call.request }])
    } else if (isReleased(call)) await judge(turnId, call, fx)
    else if (call.phase === 'decided') await carryOut(turnId, call, call.decision, fx)
    else await complete(turnId, call, fx, await fx.runTool(call, 'in-doubt'))
  }
}

/** Whether a person let a call go on that many others had run before. Whether it may run is another question. */
const isReleased = (call: Call): boolean =>
  call.phase === 'decided' && call.request.kind === 'brake' && call.decision.type.startsWith('approve')

/** What hooks made of a call is on disk before anything depends on it, so they are not asked twice. */
async function begin(turnId: string, { id, hooked }: Call, fx: Effects): Promise<void> {
  const facts = hooked ? [] : await fx.hooks?.beforeCall(turnId, callIn(fx, turnId, id))
  if (facts && facts.length > 0) await fx.persist(facts)
  if (turnIn(fx, turnId).interruptRequested) return
  const call = callIn(fx, turnId, id)
  if (call.hooked?.reason === undefined) return judge(turnId, call, fx)
  const output = `A hook of the user refused this call: ${call.hooked.reason}`
  return complete(turnId, call, fx, { status: 'declined', output })
}

function callIn(fx: Effects, turnId: string, callId: string): Call {
  const call = callOf(turnIn(fx, turnId), callId)
  invariant(call, 'a lane is opened only for a recorded call')
  return call
}

async function judge(turnId: string, call: Call, fx: Effects): Promise<void> {
  const verdict = await fx.judge(call)
  if (verdict.type === 'run') return run(turnId, call, fx, verdict)
  if (verdict.type === 'refuse') return complete(turnId, call, fx, { status: 'declined', output: verdict.message })
  const request = call.hooked ? { ...verdict.request, changedBy: call.hooked.hook } : verdict.request
  await fx.persist([{ type: 'approval.requested', turnId, callId: call.id, request }])
}

/** How a call ends that a person stopped. What a first attempt in the sandbox printed is not lost with it. */
function stopped(call: Call): ToolOutcome {
  const attempt = 'request' in call ? call.request.attempt : undefined
  return { status: 'aborted', output: attempt ? withNote(attempt.output, ABORTED) : ABORTED, result: attempt?.result }
}

const withNote = (output: CallOutput, note: string): CallOutput =>
  typeof output === 'string' ? `${output}\n\n${note}` : [...output, { type: 'input_text', text: note }]

async function carryOut(turnId: string, call: Call & { phase: 'decided' }, decision: Decision, fx: Effects) {
  if (decision.type === 'answer') return complete(turnId, call, fx, answered(call.request.questions, decision.answers))
  if (decision.type === 'deny' || decision.type === 'abort') {
    const feedback = decision.type === 'deny' && decision.feedback ? `: ${decision.feedback}` : ''
    const { attempt, kind } = call.request
    await complete(
      turnId,
      call,
      fx,
      attempt
        ? { status: 'failed', output: withNote(attempt.output, NOT_AGAIN + feedback), result: attempt.result }
        : { status: 'declined', output: (kind === 'question' ? SKIPPED : REJECTED) + feedback },
    )
    if (decision.type === 'abort' && !turnIn(fx, turnId).interruptRequested) {
      await fx.persist([{ type: 'interrupt.requested', turnId }])
    }
    return
  }
  const { unsandboxed, reason } = call.request
  await run(turnId, call, fx, {
    sandboxed: !unsandboxed,
    reason: { ...reason, code: 'approved', text: `You allowed this. It was asked because: ${reason.text}` },
  })
}

const NOBODY = 'Nobody answered in time. Decide yourself what is most likely meant, say what you assumed, and go on.'

/** What the model reads of a person's answers (codex-formats 1.9). */
function answered(questions: Question[] = [], answers: QuestionAnswers | null): ToolOutcome {
  const given = Object.entries(answers ?? {}).map(([id, texts]) => [id, { answers: texts }])
  const output = answers === null ? NOBODY : JSON.stringify({ answers: Object.fromEntries(given) })
  return { status: 'completed', output, result: { kind: 'question', questions, answers } }
}

/** The start is on disk before the effect, so nothing that may have happened is ever repeated unasked. */
async function run(turnId: string, call: Call, fx: Effects, how: { sandboxed: boolean; reason: Reason }) {
  const leave = await fx.enterLane(call)
  try {
    if (turnIn(fx, turnId).interruptRequested) return
    const { sandboxed, reason } = how
    await fx.persist([{ type: 'call.started', turnId, callId: call.id, sandboxed, reason }])
    const started = callOf(turnIn(fx, turnId), call.id)
    invariant(started, 'a started call is in the fold')
    const outcome = await fx.runTool(started, 'first')
    const request = outcome.stoppedBySandbox ? await fx.offerRetry(started, outcome) : null
    if (request) await fx.persist([{ type: 'approval.requested', turnId, callId: call.id, request }])
    else await complete(turnId, started, fx, outcome)
  } finally {
    leave()
  }
}

/** Records the end of a call, and its output at once where it is the call's turn in the order of the history. */
async function complete(turnId: string, call: Call, fx: Effects, outcome: ToolOutcome): Promise<void> {
  const { status, result, output } = outcome
  const completed = { type: 'call.completed', turnId, callId: call.id, status, result } as const
  // The output goes first: a write torn between the two then costs a detail on screen, not what the model must know.
  await fx.persist(
    mayRecordOutput(turnIn(fx, turnId), call)
      ? [{ type: 'output.recorded', turnId, item: outputFor(call.item, output) }, completed]
      : [{ ...completed, pendingOutput: output }],
  )
}

/** Outputs enter the history in call order, after the last call of their sample. */
function mayRecordOutput(turn: Turn, call: Call): boolean {
  if (turn.sampleOpen) return false
  const calls = callsOf(turn)
  return calls
    .slice(
      0,
      calls.findIndex(({ id }) => id === call.id),
    )
    .every(isSettled)
}
