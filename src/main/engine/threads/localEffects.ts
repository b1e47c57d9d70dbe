import type {
  LiveDelta,
  ModelInfo,
  SampleEnd,
  SampleRequest,
  SampleSink,
  ToolSpec,
} from '../../../core/context/request.ts'
import { normalise } from '../../../core/context/history.ts'
import type { ApprovalRequest, Call, ToolOutcome, Verdict } from '../../../core/thread/calls.ts'
import { callsWithoutInput } from '../../../core/policy/brake.ts'
import { leavesTool } from '../../../core/policy/judgeRestriction.ts'
import type { Restriction } from '../../../core/skills/restriction.ts'
import { textTokens } from '../../../core/context/tokens.ts'
import type { EventBody } from '../../../core/thread/events.ts'
import type { Effects, MessageSent } from '../../../core/thread/effects.ts'
import type { ResponseItem } from '../../../core/thread/items.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import { callOf, turnOf } from '../../../core/thread/thread.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import { invariant } from '../../../core/thread/invariant.ts'
import type { ThreadHooks } from '../hooks/threadHooks.ts'
import type { LiveHub } from '../hub/liveHub.ts'
import type { Registry } from '../tools/registry.ts'
import type { ToolRun } from '../tools/tool.ts'
import { goOnInTime } from './deadline.ts'
import type { Lanes } from './lanes.ts'
import { createLivePlans } from './livePlans.ts'
import { instructionsMessage, summarise } from './summariser.ts'
import type { CompactionRules } from './summariser.ts'
import type { ThreadState } from './threadState.ts'
import type { Turnstile } from './turnstile.ts'

/** The host shuts down while a turn runs. */
export class Stopped extends Error {
  constructor() {
    super('The host is shutting down.')
    this.name = 'Stopped'
  }
}

/** Told to the model about a call that a dead process had started. */
const IN_DOUBT =
  'interrupted, outcome unknown: the program running this call stopped before it could record the result. ' +
  'Check what it did before you run it again.'

/** Nobody waits for a call that was cut short, and then stopped. */
const STOPPED: ToolOutcome = { status: 'aborted', output: 'aborted by user' }

export interface EffectsDeps {
  threadId: string
  /** Base instructions of the thread. */
  instructions: string
  state: ThreadState
  hub: LiveHub
  lanes: Lanes
  turnstile: Turnstile
  registry: Registry
  /** The registry with tools of this thread alone: those that its client carries out, and those for its agents. */
  withThreadTools(registry: Registry, thread: Thread): Registry
  /** Tools that the provider carries out itself. */
  hostedTools(settings: ThreadSettings): ToolSpec[]
  model(settings: ThreadSettings): ModelInfo
  /** The settings of a thread in a folder as its mode has them: with the mode's model and effort. */
  inMode(settings: ThreadSettings, cwd: string): ThreadSettings
  sample(request: SampleRequest, sink: SampleSink, signal: AbortSignal): Promise<SampleEnd>
  judge(
    call: Call,
    context: {
      cwd: string
      settings: ThreadSettings
      sessionApprovals: readonly string[]
      callsWithoutInput: number | null
      restriction?: Restriction
    },
  ): Promise<Verdict>
  /** The user's programs that have a say in turns. */
  hooks?: ThreadHooks
  /** What a message of the user brings along for the model. */
  brought?(thread: Thread, sent: MessageSent): Promise<EventBody[]>
  /** The question whether to run a stopped call again without the sandbox, where the settings want it asked. */
  judgeRetry(
    call: Call,
    outcome: ToolOutcome,
    context: { cwd: string; settings: ThreadSettings; sessionApprovals: readonly string[] },
  ): Promise<ApprovalRequest | null>
  /** Makes ready what commands need, without waiting for it. */
  warm: Warmth
  /** What the model must be told that it was not yet (`told`: text by kind). */
  context(thread: Thread, told: Record<string, string>): Promise<EventBody[]>
  compaction: CompactionRules
  /** Waits a moment for tools that are still on their way. Rejects where the user wants nothing done without them. */
  settleTools(cwd: string, signal: AbortSignal): Promise<void>
  /** Unix milliseconds. */
  now(): number
  /** Milliseconds that only go forward. */
  monotonic(): number
  outputSchema?: Record<string, unknown>
}

/** What the loop of one turn has besides: the commands that the user runs. */
type TurnDeps = EffectsDeps & Pick<Effects, 'userCommand'>

export type WarmThread = { threadId: string; settings: ThreadSettings; cwd: string }
export type WarmTurn = WarmThread & { turnId: string }

/** What can be made ready before a command is asked for. */
export interface Warmth {
  /** As a turn begins: mounting a sandbox takes longer than the quickest answer of a model. */
  sandbox(thread: WarmThread): void
  /** Once the model thinks: everything else. */
  tools(turn: WarmTurn): void
  /** The model says something, or the turn is over: people begin to edit, and what commands changed is settled before. */
  handOver(cwd: string): void
}

/** By then a request is on its way, even the first of a process. */
const THINKING_MS = 8

/** The loop's port on this machine: real model, real tools, the thread's own log. */
export function localEffects(deps: TurnDeps, signal: AbortSignal): Effects {
  const { state, lanes } = deps
  const { settings, cwd } = state.thread()
  const registry = deps.withThreadTools(deps.registry, state.thread())
  if (settings)
    void deps.turnstile(deps.threadId).then(() => deps.warm.sandbox({ threadId: deps.threadId, settings, cwd }))

  const turn = (turnId: string): Turn & { settings: ThreadSettings } => {
    const found = turnOf(state.thread(), turnId)
    const settings = settingsOf(found, state.thread())
    invariant(found && settings, 'a turn that runs is recorded')
    return { ...found, settings: deps.inMode(settings, cwd) }
  }

  /** A host that shuts down stops here, as if it had died: nothing more is recorded, and the turn can be continued. */
  const alive = (turnId: string) => {
    if (signal.aborted && !turnOf(state.thread(), turnId)?.interruptRequested) throw new Stopped()
  }

  const persist: Effects['persist'] = async bodies => {
    const turnId = state.thread().turns.at(-1)?.id
    if (turnId !== undefined) alive(turnId)
    await state.transact(() => bodies)
    if (bodies.some(({ type }) => type === 'turn.finished')) deps.warm.handOver(cwd)
  }

  const hooks = deps.hooks?.ofTurn(() => state.thread(), signal)

  return {
    thread: () => state.thread(),
    persist,
    hooks,
    brought: deps.brought && (sent => deps.brought?.(state.thread(), sent) ?? Promise.resolve([])),
    callModel: async (turnId, onItem) => {
      await deps.turnstile(deps.threadId)
      const end = await callModel(deps, registry, turn(turnId).settings, turnId, onItem, signal)
      if (end.status === 'cancelled') alive(turnId)
      return end
    },
    summarise: async (turnId, wanted) => {
      const asked = { turn: turn(turnId), settings: wanted ?? turn(turnId).settings }
      const end = await summarise(deps, { ...asked, frameTokens: frameTokens(deps, registry, asked.settings) }, signal)
      if (end.status === 'cancelled') alive(turnId)
      return end
    },
    judge: async call => {
      await deps.turnstile(deps.threadId)
      const { cwd, sessionApprovals, turns } = state.thread()
      const turn = turns.at(-1)
      const calls = turn ? callsWithoutInput(turn, call) : null
      const settings = currentSettings(deps)
      const restriction = turn?.restriction
      return deps.judge(call, { cwd, settings, sessionApprovals, callsWithoutInput: calls, restriction })
    },
    askApproval: async (turnId, callId) => {
      const forget = goOnInTime(deps, { turnId, callId }, signal)
      await state.until(thread => {
        const found = turnOf(thread, turnId)
        return found?.interruptRequested === true || (found && callOf(found, callId))?.phase !== 'waiting'
      }, signal)
      forget()
      alive(turnId)
    },
    enterLane: call => {
      const routed = registry.route(call.item)
      return lanes.enter(state.thread().cwd, routed.ok && routed.tool.lane === 'exclusive')
    },
    runTool: async (call, attempt) => {
      const outcome = await runTool(deps, registry, call, attempt, signal)
      await deps.turnstile(deps.threadId)
      // Of a call in doubt nobody knows what it did.
      return hooks && attempt === 'first' ? hooks.afterCall(call, outcome) : outcome
    },
    userCommand: deps.userCommand,
    offerRetry: (call, outcome) => {
      const { cwd, sessionApprovals } = state.thread()
      return deps.judgeRetry(call, outcome, { cwd, settings: currentSettings(deps), sessionApprovals })
    },
  }
}

/** A crash in the middle of a write may keep of a turn's beginning only that it began: then the thread's own count. */
const settingsOf = (turn: Turn | undefined, { settings }: Thread): ThreadSettings | null => turn?.settings ?? settings

const currentSettings = ({ state, inMode }: EffectsDeps): ThreadSettings => {
  const { turns, cwd } = state.thread()
  const settings = settingsOf(turns.at(-1), state.thread())
  invariant(settings, 'calls belong to a turn with settings')
  return inMode(settings, cwd)
}

async function callModel(
  deps: EffectsDeps,
  registry: Registry,
  settings: ThreadSettings,
  turnId: string,
  onItem: (item: ResponseItem) => void,
  signal: AbortSignal,
) {
  const { threadId, hub, state, monotonic } = deps
  const missing = await missingTools(deps, signal)
  if (missing !== null) return missing
  const model = deps.model(settings)
  const history = await state.history()
  const turn = turnOf(state.thread(), turnId)
  invariant(turn, 'a turn that is sampled is recorded')
  const plans = createLivePlans(turn)
  const begun = monotonic()
  let timeToFirstTokenMs: number | undefined
  const first = () => (timeToFirstTokenMs ??= Math.round(monotonic() - begun))
  let hasSpoken = false
  const speaks = () => {
    if (!hasSpoken) deps.warm.handOver(state.thread().cwd)
    hasSpoken = true
  }
  const { agent, parentId } = state.thread()
  const request: SampleRequest = {
    threadId,
    parentId: agent && parentId,
    turnId,
    provider: settings.provider,
    model: settings.model,
    effort: settings.effort ?? model.defaultEffort,
    input: [instructionsMessage(deps.instructions), ...normalise(history.items, { vision: model.vision })],
    takenIds: takenIds(turn),
    tools: toolsFor(deps, registry, settings, turn.restriction),
    parallelToolCalls: model.parallelToolCalls,
    verbosity: model.verbosity,
    outputSchema: deps.outputSchema,
    cwd: state.thread().cwd,
  }
  const sampling = deps.sample(
    request,
    {
      item: item => {
        first()
        onItem(item)
      },
      live: delta => {
        first()
        if (delta.kind === 'text') speaks()
        for (const shown of plans.split(liveOf(delta))) hub.publish(threadId, shown)
      },
      retrying: retry => {
        plans.restart()
        hub.retrying(threadId, retry)
      },
    },
    signal,
  )
  setTimeout(deps.warm.tools, THINKING_MS, { threadId, turnId, settings, cwd: state.thread().cwd }).unref()
  return { ...(await sampling), timeToFirstTokenMs }
}

/** How a sample ends before it begins: tools are missing without which nothing may be done. */
async function missingTools({ settleTools, state }: EffectsDeps, signal: AbortSignal): Promise<SampleEnd | null> {
  try {
    await settleTools(state.thread().cwd, signal)
    return null
  } catch (error) {
    if (signal.aborted) return { status: 'cancelled' }
    const message = error instanceof Error ? error.message : String(error)
    return { status: 'failed', failure: { code: 'tools.missing', message } }
  }
}

const liveOf = (delta: LiveDelta) =>
  delta.kind === 'arguments'
    ? { kind: delta.kind, itemId: delta.callId, text: delta.text, name: delta.name }
    : { kind: delta.kind, itemId: delta.itemId, text: delta.text }

function takenIds(turn: Turn): string[] | undefined {
  const last = turn.items.findLastIndex(item => item.type === 'compaction' && !item.failure)
  return last < 0 ? undefined : turn.items.slice(0, last).map(({ id }) => id)
}

/** All tools that a request offers. */
export const toolsFor = (
  deps: EffectsDeps,
  registry: Registry,
  settings: ThreadSettings,
  restriction?: Restriction,
): ToolSpec[] => [
  ...registry.specs(deps.model(settings), deps.state.thread().cwd),
  // The provider asks nobody before it carries out its own tools.
  ...deps.hostedTools(settings).filter(({ type }) => !restriction || leavesTool(restriction, String(type))),
]

/** An estimate of what every request has besides the history. */
const frameTokens = (deps: EffectsDeps, registry: Registry, settings: ThreadSettings): number =>
  textTokens(deps.instructions) + textTokens(JSON.stringify(toolsFor(deps, registry, settings)))

async function runTool(
  deps: EffectsDeps,
  registry: Registry,
  call: Call,
  attempt: 'first' | 'in-doubt',
  signal: AbortSignal,
): Promise<ToolOutcome> {
  const { hub, threadId, state } = deps
  const routed = registry.route(call.item)
  // A tool that is not there any more, e.g. of a server that is still starting, may have done its work all the same.
  const mayHaveWritten = !routed.ok || routed.tool.effect === 'write'
  if (attempt === 'in-doubt' && mayHaveWritten) return { status: 'unknown', output: IN_DOUBT }
  if (attempt === 'in-doubt' && state.thread().turns.at(-1)?.interruptRequested) return STOPPED
  if (!routed.ok) return { status: 'failed', output: routed.error }
  const settings = currentSettings(deps)
  const run: ToolRun = {
    threadId,
    turnId: state.thread().turns.at(-1)?.id ?? '',
    call,
    cwd: state.thread().cwd,
    settings,
    sandboxed: call.phase === 'running' && call.sandboxed,
    model: deps.model(settings),
    signal,
    onOutput: text => hub.publish(threadId, { kind: 'output', itemId: call.id, text }),
  }
  try {
    return await routed.tool.run(routed.args, run)
  } catch (error) {
    // A tool that fails unexpectedly fails its call, not the turn: the model can go on without it.
    return { status: 'failed', output: `${routed.tool.name} failed: ${error instanceof Error ? error.message : error}` }
  }
}
