import { isDeepStrictEqual } from 'node:util'
import type { ContextReport } from '../../../contract/compaction.ts'
import type { ThreadSummary } from '../../../contract/schemas.ts'
import { Failure } from '../../../contract/procedure.ts'
import type { ApprovalRequest, Decision } from '../../../core/thread/calls.ts'
import type { Command } from '../../../core/thread/decide.ts'
import { decide, isRefusal } from '../../../core/thread/decide.ts'
import type { Decided, RefusalCode } from '../../../core/thread/decide.ts'
import type { MessageSent } from '../../../core/thread/effects.ts'
import type { Event, EventBody, TurnEnd } from '../../../core/thread/events.ts'
import type { ContentPart } from '../../../core/thread/items.ts'
import { acceptedPlan } from '../../../core/plan/attach.ts'
import { withBrought } from '../../../core/thread/brought.ts'
import { nextInLine } from '../../../core/thread/next.ts'
import { runTurn } from '../../../core/thread/runTurn.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { callOf, runningTurn, turnOf } from '../../../core/thread/thread.ts'
import type { QueuedInput, Thread } from '../../../core/thread/thread.ts'
import { commandContext } from '../../../core/thread/userCommand.ts'
import type { AgentCare } from '../agents/deps.ts'
import { contextReport } from './contextReport.ts'
import type { EffectsDeps } from './localEffects.ts'
import { localEffects } from './localEffects.ts'
import type { ThreadState } from './threadState.ts'
import { summarise } from './threadSummary.ts'
import { createUserCommands } from './userCommands.ts'
import type { RunUserCommand, UserCommand } from './userCommands.ts'

export interface ThreadActor {
  id: string
  /** Base instructions of the thread. */
  instructions: string
  state: ThreadState
  /** Says something: starts a turn, or joins or waits for the one that runs. */
  send(input: Input): Promise<Sent>
  /** Any other command. Rejects with a `Failure` when it is refused. */
  command(command: Exclude<Command, { type: 'send' | 'interrupt' }>): Promise<number>
  interrupt(turnId: string): Promise<number>
  /** Compacts the history, in a turn of its own. */
  compact(): Promise<{ seq: number; turnId: string }>
  /** Runs a command of the user's: in the turn that runs, else in a turn of its own. */
  runCommand(request: { callId: string; command: string }): Promise<{ seq: number; turnId: string }>
  /** What fills the context window. */
  contextReport(): Promise<ContextReport>
  /** Goes on with a turn that a dead process left behind. */
  resume(turnId: string): Promise<number>
  /** Begins what waits behind a turn that ended well, where a process died between the two. */
  beginNext(): Promise<void>
  summary(): ThreadSummary
  isRunning(): boolean
  /** Resolves when no turn runs. */
  idle(): Promise<void>
  /** Stops what runs without recording an end, as a dying process would, so that it can be continued. */
  dispose(): Promise<void>
}

interface Launch extends Pick<Input, 'outputSchema'> {
  /** A dead process left the turn behind. */
  left?: boolean
  /** It is for a command of the user's. */
  command?: UserCommand
}

export interface Sent {
  seq: number
  /** Null where it waits. */
  turnId: string | null
}

export interface Input {
  inputId: string
  content: ContentPart[]
  delivery: 'steer' | 'queue'
  outputSchema?: Record<string, unknown>
}

export interface ActorDeps extends Omit<EffectsDeps, 'outputSchema'> {
  runUserCommand: RunUserCommand
  newId(): string
  contextWindow(settings: ThreadSettings): number
  /** For threads whose log names none, e.g. of another program. */
  defaultSettings(cwd: string): Promise<ThreadSettings>
  /** What a thread's settings are when a turn begins: those of a profile follow it. */
  followed(settings: ThreadSettings, cwd: string): Promise<ThreadSettings>
  /**
   * Keeps what a decision allows from now on, before the decision itself is recorded. Rejects with a `Failure` when that
   * may not be or cannot be kept.
   */
  remember(decision: Decision, about: { cwd: string; request: ApprovalRequest }): Promise<void>
  onChange(actor: ThreadActor): void
  /** Looks after the agents of threads. */
  agents?: AgentCare
  onFailure(error: unknown, threadId: string): void
  /** Whether an error means that nothing can be saved for now. */
  isUnsaved(error: unknown): boolean
}

const REFUSED: Record<RefusalCode, string> = {
  'thread.archived': 'This thread is archived. Restore it to go on.',
  'thread.empty': 'There is nothing to compact yet: nothing was said in this thread.',
  'turn.running': 'A turn is running. Compact when it has ended; if the window fills before, that happens by itself.',
  'turn.notRunning': 'That turn is not running any more.',
  'input.notFound': 'That message is not waiting any more.',
  'approval.notWaiting': 'That question was already answered.',
  'approval.notFitting': 'That is no answer to what is asked.',
  'title.empty': 'A title needs at least one character.',
  'plan.notProposed': 'That plan does not wait for an answer any more.',
}

/** One thread: its state, its mail box, and the turn that runs. The only writer of its log. */
export function createThreadActor(deps: ActorDeps): ThreadActor {
  const { threadId: id, state, hub } = deps
  const userCommands = createUserCommands(deps)
  let running: { turnId: string; abort: AbortController; done: Promise<void> } | null = null
  let disposed = false
  /** Why the thread cannot go on, when not even that could be recorded. */
  let broken: string | null = null

  const apply = async (command: Command): Promise<number> => {
    const seq = await state.transact(thread => accepted(decide(thread, command), id))
    deps.onChange(actor)
    return seq
  }

  const launch = (turnId: string, { outputSchema, left = false, command }: Launch = {}) => {
    const abort = new AbortController()
    if (command) userCommands.start(command, abort.signal)
    const effects = localEffects({ ...deps, outputSchema, userCommand: userCommands.settled }, abort.signal)
    const ready = left ? deps.agents?.continued(actor, turnId) : undefined
    const done = (ready ? ready.then(() => runTurn(turnId, effects)) : runTurn(turnId, effects))
      .catch(error => failed(error, turnId))
      .then(end => ended(turnId, end))
    running = { turnId, abort, done }
    broken = null
    deps.onChange(actor)
  }

  const tellStuck = (error: unknown) => {
    if (disposed) return
    deps.onFailure(error, id)
    broken = messageOf(error)
    deps.onChange(actor)
  }

  /** A turn that cannot go on, e.g. because nothing can be saved any more. */
  const failed = async (error: unknown, turnId: string): Promise<TurnEnd | null> => {
    if (disposed) return null
    tellStuck(error)
    // Without room the turn stays open to be continued, though its end might still find a place.
    if (!deps.isUnsaved(error)) await recordFailure(state, turnId, messageOf(error))
    return 'failed'
  }

  const ended = async (turnId: string, end: TurnEnd | null) => {
    if (running?.turnId === turnId) running = null
    if (end !== null) hub.clear(id)
    if (disposed) return
    deps.hooks?.turnEnded(state.thread(), turnId)
    deps.onChange(actor)
    await beginNext()
  }

  // What cannot be begun, e.g. because nothing can be saved, goes on waiting.
  const beginNext = async () => void (await beginWaiting(nextInLine(state.thread())).catch(tellStuck))

  const compact = async () => {
    const turnId = deps.newId()
    const settings = await settingsOf(deps)
    const begun = beginning(deps, turnId, settings)
    const seq = await state.transact(thread => [...begun, ...accepted(decide(thread, { type: 'compact', turnId }), id)])
    launch(turnId)
    return { seq, turnId }
  }

  const runCommand: ThreadActor['runCommand'] = async request => {
    const { command, isNew, seq } = await recordCommand(deps, request, { isLeft: () => running === null })
    if (isNew && running) userCommands.start(command, running.abort.signal)
    else if (isNew) launch(command.turnId, { command })
    return { seq, turnId: command.turnId }
  }

  /**
   * Begins a turn with an input. What became of it while the context was read counts: one from the inbox may have been
   * changed, taken back or sent by then, and another turn may have begun.
   */
  const startTurn = async (input: Input, from: 'user' | 'inbox' = 'user'): Promise<Sent> => {
    const turnId = deps.newId()
    const settings = await settingsOf(deps)
    await deps.agents?.beforeTurn(actor)
    const { seq, said, isSame, isBlocked } = await recordOpening(deps, { turnId, settings, input, from })
    broken = null
    // Hooks have heard what it said before.
    if (said && !isSame) return startTurn({ ...input, content: said }, from)
    if (said && !isBlocked) launch(turnId, input)
    return { seq, turnId: said ? turnId : null }
  }

  const beginWaiting = async (input: QueuedInput | undefined) =>
    input && !runningTurn(state.thread()) ? startTurn({ ...input, inputId: input.id }, 'inbox') : null

  const actor: ThreadActor = {
    id,
    instructions: deps.instructions,
    state,
    async send(input) {
      const thread = state.thread()
      const isNew = accepted(decide(thread, { type: 'send', ...input }), id).length > 0
      if (!isNew) return { seq: thread.seq, turnId: running?.turnId ?? null }
      if (runningTurn(thread) === null) return startTurn(input)
      const seq = await apply({ type: 'send', ...input })
      return { seq, turnId: runningTurn(state.thread())?.id ?? null }
    },
    async command(command) {
      // Whoever answers a question of a turn that a dead process left behind wants it to go on.
      if (command.type === 'answerApproval') await remember(deps, command)
      const left = command.type === 'answerApproval' && !running && runningTurn(state.thread())?.id === command.turnId
      if (left) launch(command.turnId, { left })
      const seq = await apply(command)
      return (await beginWaiting(meantForNow(state.thread(), command)))?.seq ?? seq
    },
    async interrupt(turnId) {
      const seq = await apply({ type: 'interrupt', turnId })
      if (running) running.abort.abort()
      else launch(turnId, { left: true }) // left behind by a crash: the loop closes it
      return seq
    },
    compact,
    runCommand,
    contextReport: async () => contextReport(deps, deps.inMode(await settingsOf(deps), state.thread().cwd)),
    async resume(turnId) {
      if (runningTurn(state.thread())?.id !== turnId) throw new Failure('turn.notRunning', REFUSED['turn.notRunning'])
      if (!running) launch(turnId, { left: true })
      return state.thread().seq
    },
    summary: () => summarise(state.thread(), running !== null, broken),
    beginNext: async () => (running === null ? beginNext() : undefined),
    isRunning: () => running !== null,
    idle: async () => {
      while (running) await running.done
    },
    async dispose() {
      disposed = true
      running?.abort.abort()
      await running?.done
    },
  }
  state.watch(event => tell(deps, actor, event))
  return actor
}

const CUT_SHORT = 'The last turn was cut short. Continue it or stop it first.'

/** Records that the user runs a command, with the turn that this opens. `isLeft`: a turn that runs was left behind. */
async function recordCommand(
  deps: ActorDeps,
  { callId, command }: { callId: string; command: string },
  { isLeft }: { isLeft(): boolean },
) {
  const { state, threadId } = deps
  const settings = await settingsOf(deps)
  const own = deps.newId()
  let isNew = false
  const seq = await state.transact(thread => {
    const isOpen = runningTurn(thread) !== null
    if (isOpen && isLeft()) throw new Failure('turn.running', CUT_SHORT, { threadId })
    const begun = accepted(decide(thread, { type: 'runCommand', turnId: own, callId, command }), threadId)
    isNew = begun.length > 0
    return isNew && !isOpen ? [...beginning(deps, own, settings), ...begun] : begun
  })
  const turnId = state.thread().turns.findLast(turn => callOf(turn, callId))?.id ?? own
  return { seq, isNew, command: { turnId, callId, command, settings } }
}

/** What the next turn begins with. */
async function settingsOf({ state, defaultSettings, followed }: ActorDeps): Promise<ThreadSettings> {
  const { settings, cwd, parentId } = state.thread()
  if (settings === null) return defaultSettings(cwd)
  // What an agent may do comes from its parent.
  return parentId === undefined ? followed(settings, cwd) : settings
}

/** Everybody hears of what is recorded. */
function tell(deps: ActorDeps, actor: ThreadActor, event: Event): void {
  closeLive(deps, event)
  if (CHANGES_SUMMARY.has(event.type)) deps.onChange(actor)
  deps.agents?.saw(actor, event)
}

/** What an input becomes: the first word of a turn (`said`), or one that waits, if it is not known already. */
function becomes(thread: Thread, input: Input, from: 'user' | 'inbox') {
  const waiting = thread.inbox.find(({ id }) => id === input.inputId)
  const isUsers = from === 'user'
  const queued = isUsers ? accepted(decide(thread, { type: 'send', ...input, delivery: 'queue' }), thread.id) : []
  const isOpen = isUsers ? queued.length > 0 : waiting !== undefined
  return { queued, said: isOpen && runningTurn(thread) === null ? (waiting ?? input) : null }
}

/** Of what waits, the message that a command of a person sets going. */
function meantForNow(thread: Thread, command: Command): QueuedInput | undefined {
  if (command.type === 'unarchive') return nextInLine(thread)
  return command.type === 'redirectInput' && command.delivery === 'steer'
    ? thread.inbox.find(({ id }) => id === command.inputId)
    : undefined
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** What the model must be told, and what a person should know if it cannot read everything. */
async function contextFor({ state, context, compaction }: ActorDeps, settings: ThreadSettings): Promise<EventBody[]> {
  const thread = state.thread()
  const history = await state.history()
  const told = await context({ ...thread, settings }, history.context)
  const changed = thread.turns.at(-1)?.settings?.provider !== settings.provider
  const isSealed = history.items.some(({ type }) => type === 'compaction')
  const sealed = changed && isSealed && !compaction.byProvider(settings) ? [SEALED] : []
  const printed = (thread.commandNotes ?? []).map(note => commandContext(note))
  return [...told, ...sealed, ...printed, ...acceptedPlan(thread)]
}

const SEALED: EventBody = {
  type: 'notice.added',
  level: 'warning',
  text: 'The summary of what came before was sealed by the provider that made it: this one knows only what you said. Tell it what matters, or go back to the other.',
}

const ofTurn = (context: readonly EventBody[], turnId: string): EventBody[] =>
  context.map(body => (body.type === 'context.added' ? { ...body, turnId } : body))

/** All facts that a turn begins with. Where a hook refuses its message (`isBlocked`), with its end. */
async function opening(deps: ActorDeps, of: { turnId: string; settings: ThreadSettings; input: Input }) {
  const { turnId, settings, input } = of
  const context = await contextFor(deps, settings)
  const heard = await heardBy(deps, settings, messageSent(turnId, input))
  const end = blocked(heard, deps.now())
  const facts = [...beginning(deps, turnId, settings), ...ofTurn(context, turnId), ...heard, ...end]
  return { facts, isBlocked: end.length > 0 }
}

interface Opening {
  turnId: string
  settings: ThreadSettings
  input: Input
  from: 'user' | 'inbox'
}

/** Records what a turn begins with, unless another began, or its message (`said`) became another one, meanwhile. */
async function recordOpening(deps: ActorDeps, { turnId, settings, input, from }: Opening) {
  const first = await opening(deps, { turnId, settings, input })
  const now: { said?: ContentPart[] } = {}
  const isSame = () => isDeepStrictEqual(now.said, input.content)
  const seq = await deps.state.transact(thread => {
    const { queued, said } = becomes(thread, input, from)
    now.said = said?.content
    return said === null ? queued : isSame() ? first.facts : []
  })
  return { seq, said: now.said, isSame: isSame(), isBlocked: first.isBlocked }
}

/** What becomes of the message that a turn begins with, once hooks had their say. */
async function heardBy(deps: ActorDeps, settings: ThreadSettings, sent: MessageSent): Promise<EventBody[]> {
  const { hooks, state, brought } = deps
  const facts = (await hooks?.turnBegins({ ...state.thread(), settings }, sent)) ?? [sent]
  return withBrought(facts, brought && (heard => brought(state.thread(), heard)))
}

/** The end of a turn whose message a hook refused. */
const blocked = (heard: readonly EventBody[], startedAt: number): EventBody[] =>
  heard.flatMap(body => {
    if (body.type !== 'message.refused') return []
    const { turnId, reason, hook } = body
    const place = hook.line === null ? hook.file : `${hook.file}:${hook.line}`
    const failure = { code: 'hook.refused', message: `A hook refused this message: ${reason} (${place})` }
    return [{ type: 'turn.finished', turnId, status: 'blocked', failure, startedAt } as const]
  })

/** An input of a client, or one that waited in the inbox. */
function messageSent(turnId: string, input: Input | QueuedInput): MessageSent {
  const inputId = 'inputId' in input ? input.inputId : input.id
  const item = { type: 'message', id: `msg_${inputId}`, role: 'user', content: input.content } as const
  return { type: 'message.sent', turnId, item }
}

/** Where the log itself is the trouble this cannot be recorded either: the turn then stays open, to be continued. */
async function recordFailure(state: ThreadState, turnId: string, message: string): Promise<void> {
  const startedAt = runningTurn(state.thread())?.startedAt ?? 0
  const failure = { code: 'internal', message }
  await state
    .transact(() => [{ type: 'turn.finished', turnId, status: 'failed', failure, startedAt }])
    .catch(() => undefined)
}

function accepted(decided: Decided, threadId: string): EventBody[] {
  if (isRefusal(decided)) throw new Failure(decided.refused, REFUSED[decided.refused], { threadId })
  return decided
}

/** The facts that any turn begins with. */
function beginning(deps: ActorDeps, turnId: string, settings: ThreadSettings): EventBody[] {
  const { cwd } = deps.state.thread()
  const used = deps.inMode(settings, cwd)
  return [
    {
      type: 'turn.started',
      turnId,
      contextWindow: deps.contextWindow(used),
      compactAt: deps.compaction.limit(used),
    },
    { type: 'turn.configured', turnId, cwd, settings },
  ]
}

/** Of a question that was answered meanwhile nothing is kept: `decide` then refuses the answer. */
async function remember({ state, remember: keep }: ActorDeps, command: Extract<Command, { type: 'answerApproval' }>) {
  const thread = state.thread()
  const turn = turnOf(thread, command.turnId)
  const call = turn && callOf(turn, command.callId)
  if (call?.phase === 'waiting') await keep(command.decision, { cwd: thread.cwd, request: call.request })
}

/** What is recorded needs no live text any more. */
function closeLive({ hub, threadId }: ActorDeps, event: Event): void {
  if ('item' in event && event.item.id !== undefined) hub.close(threadId, event.item.id)
  if (event.type === 'message.received') hub.closeKind(threadId, 'plan')
  if (event.type === 'call.received') hub.close(threadId, event.item.call_id)
  if (event.type === 'call.completed' || event.type === 'userCommand.completed') hub.close(threadId, event.callId)
  if (event.type === 'history.compacted' || event.type === 'compaction.failed') hub.close(threadId, event.turnId)
}

const CHANGES_SUMMARY: ReadonlySet<EventBody['type']> = new Set<EventBody['type']>([
  'thread.renamed',
  'thread.archived',
  'thread.unarchived',
  'thread.configured',
  'thread.promoted',
  'agent.spawned',
  'agent.reported',
  'agent.closed',
  'agent.resumed',
  'agent.promoted',
  'turn.started',
  'turn.finished',
  'message.sent',
  'approval.requested',
  'approval.decided',
  'call.started',
  'call.completed',
  'userCommand.completed',
  'thread.promoted',
  'agent.spawned',
  'agent.reported',
  'agent.closed',
  'agent.resumed',
  'agent.promoted',
])
