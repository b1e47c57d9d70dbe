import type { Effects } from '../core/thread/effects.ts'
import type { Call, Decision, ToolOutcome, Verdict } from '../core/thread/calls.ts'
import type { Event, EventBody } from '../core/thread/events.ts'
import { isCall, toolNameOf } from '../core/thread/items.ts'
import type { ResponseItem } from '../core/thread/items.ts'
import { apply } from '../core/thread/apply.ts'
import { emptyThread, turnOf, waitingCalls } from '../core/thread/thread.ts'
import type { Thread } from '../core/thread/thread.ts'
import { endOfUserCommand } from '../core/thread/userCommand.ts'
import type { SampleEnd } from '../core/context/request.ts'

/** Thrown by a host that dies: nothing after it is recorded. */
export class Killed extends Error {}

/** One answer of the model. A steer arrives while it streams, before its items. */
export interface ScriptedSample {
  items: ResponseItem[]
  steer?: { inputId: string; text: string }
  interrupt?: boolean
  fails?: { code: string; message: string }
  /** Tokens that the window then holds; 15 if left out. */
  totalTokens?: number
}

/** One attempt to sum the history up. */
export interface ScriptedSummary {
  text: string
  /** What the window then seems to hold. */
  tokensAfter?: number
  interrupt?: boolean
  fails?: { code: string; message: string }
}

export interface Script {
  samples: ScriptedSample[]
  /** Decision of each call that asks; calls that are not named run unasked. */
  decisions?: Record<string, Decision>
  outcomes?: Record<string, ToolOutcome>
  /** Calls that the sandbox stops at first, and what is decided about running them without it. */
  retries?: Record<string, Decision>
  /** Calls that are still running when the interrupt comes. */
  endless?: string[]
  /** Attempts to compact, in order. */
  summaries?: ScriptedSummary[]
}

/** The world outside the loop: survives the death of the host. */
export interface World {
  log: Event[]
  /** Times each call had its effect. */
  effects: Record<string, number>
  /** Models that were asked to sum up; null is that of the turn. */
  summarisers: (string | null)[]
}

export const newWorld = (): World => ({ log: [], effects: {}, summarisers: [] })

const TEXT_USAGE = { inputTokens: 10, cachedInputTokens: 0, outputTokens: 5, reasoningTokens: 0, totalTokens: 15 }

/**
 * A host in memory that plays a script. `killAfter` events it dies: every later effect throws `Killed`, as if the
 * process were gone. The model continues where the history ends, as a real one would.
 */
export function fakeEffects(world: World, script: Script, killAfter = Infinity): Effects {
  let thread: Thread = world.log.reduce(apply, emptyThread('t'))
  let dead = false
  const changed = new Set<() => void>()
  const alive = () => {
    if (dead) throw new Killed()
  }

  const append = (bodies: EventBody[]) => {
    alive()
    for (const body of bodies) {
      if (world.log.length >= killAfter) {
        dead = true
        for (const wake of changed) wake()
        throw new Killed()
      }
      const event = { ...body, seq: world.log.length, at: world.log.length } as Event
      world.log.push(event)
      thread = apply(thread, event)
    }
    for (const wake of changed) wake()
  }

  const until = async (done: () => boolean) => {
    while (!done()) {
      alive()
      await new Promise<void>(resolve => changed.add(resolve))
      alive()
    }
  }

  const interruptRequested = (turnId: string) => turnOf(thread, turnId)?.interruptRequested === true

  return {
    thread: () => thread,
    persist: async bodies => {
      await tick()
      append(bodies)
    },
    callModel: async (turnId, onItem): Promise<SampleEnd> => {
      alive()
      const sample = script.samples.find(({ items }) => !items.every(item => inHistory(world.log, item)))
      if (!sample) return { status: 'completed', responseId: null, usage: null }
      const { steer } = sample
      if (steer && !world.log.some(event => event.type === 'input.queued' && event.inputId === steer.inputId)) {
        const content = [{ type: 'input_text' as const, text: steer.text }]
        append([{ type: 'input.queued', inputId: steer.inputId, content, delivery: 'steer' }])
      }
      for (const item of sample.items) {
        await tick()
        if (!inHistory(world.log, item)) onItem(item)
      }
      await tick()
      if (sample.fails) return { status: 'failed', failure: sample.fails }
      // A person presses Esc on what is on screen: the recorded items.
      if (sample.interrupt) await until(() => sample.items.every(item => inHistory(world.log, item)))
      if (sample.interrupt && !interruptRequested(turnId)) append([{ type: 'interrupt.requested', turnId }])
      if (interruptRequested(turnId)) return { status: 'cancelled' }
      const usage = { ...TEXT_USAGE, ...(sample.totalTokens !== undefined && { totalTokens: sample.totalTokens }) }
      return { status: 'completed', responseId: `r${script.samples.indexOf(sample)}`, usage }
    },
    summarise: async (turnId, settings) => {
      alive()
      await tick()
      const done = world.log.filter(({ type }) => type === 'history.compacted' || type === 'compaction.failed').length
      const summary = script.summaries?.[done]
      world.summarisers.push(settings?.model ?? null)
      if (!summary) throw new Error('The script has no further summary.')
      if (summary.interrupt && !interruptRequested(turnId)) append([{ type: 'interrupt.requested', turnId }])
      if (interruptRequested(turnId)) return { status: 'cancelled' }
      if (summary.fails) return { status: 'failed', failure: summary.fails }
      return { status: 'completed', summary: summaryOf(summary) }
    },
    judge: async (call): Promise<Verdict> => {
      await tick()
      const reason = { code: 'test', text: 'because the test says so' }
      if (!script.decisions?.[call.id]) return { type: 'run', sandboxed: true, reason }
      return {
        type: 'ask',
        request: { kind: 'command', reason, cwd: '/', unsandboxed: false, network: false, dangerous: false },
      }
    },
    askApproval: async (turnId, callId) => {
      await tick()
      alive()
      const decision = script.decisions?.[callId] ?? script.retries?.[callId]
      if (decision && waitingCalls(thread).some(call => call.id === callId)) {
        append([{ type: 'approval.decided', turnId, callId, decision }])
      }
    },
    enterLane: async () => {
      await tick()
      return () => {}
    },
    runTool: async (call, attempt) => {
      alive()
      const endless = script.endless?.includes(call.id)
      // A person presses Esc, also when the one who meant to before was looking at a host that died.
      const pressEsc = () => {
        const turnId = thread.turns.at(-1)?.id
        if (turnId && !interruptRequested(turnId)) append([{ type: 'interrupt.requested', turnId }])
      }
      if (attempt === 'in-doubt') {
        if (endless) pressEsc()
        return { status: 'unknown', output: 'interrupted, outcome unknown' }
      }
      const again = call.phase === 'running' && call.approvedAs !== undefined && script.retries?.[call.id] !== undefined
      const effect = again ? `${call.id} again` : call.id
      world.effects[effect] = (world.effects[effect] ?? 0) + 1
      if (endless) {
        for (let n = 0; n < 20; n++) await tick()
        pressEsc()
        return { status: 'aborted', output: 'aborted by user' }
      }
      for (let n = delayOf(call); n > 0; n--) await tick()
      alive()
      if (script.retries?.[call.id] && !again) {
        return { status: 'failed', output: 'Read-only file system', stoppedBySandbox: true }
      }
      return script.outcomes?.[call.id] ?? { status: 'completed', output: `${toolNameOf(call.item)} ${call.id} done` }
    },
    userCommand: async (turnId, callId) => {
      await tick()
      append(
        endOfUserCommand(thread, { type: 'userCommand.completed', turnId, callId, command: '', status: 'unknown' }),
      )
    },
    offerRetry: async (_, { output }) => {
      await tick()
      const reason = { code: 'test', text: 'the sandbox stopped it' }
      const attempt = { output, exitCode: 1 }
      return { kind: 'command', reason, cwd: '/', unsandboxed: true, network: true, dangerous: false, attempt }
    },
  }
}

const summaryOf = ({ text, tokensAfter = 5 }: ScriptedSummary) => ({
  message: text,
  replacement: [{ type: 'message' as const, role: 'user' as const, content: [{ type: 'input_text' as const, text }] }],
  kinds: [['compaction.summary']],
  tokensAfter,
  responseId: null,
  usage: TEXT_USAGE,
})

/** Later calls finish earlier, so that completion order differs from call order. */
const delayOf = (call: Call): number => (10 - (Number(call.id.replaceAll(/\D/g, '')) % 10)) * 8

/** Lets everything that is ready go on first. Plain promises: this also runs where there is no event loop to ask. */
const tick = async () => {
  for (let n = 0; n < 4; n++) await Promise.resolve()
}

const inHistory = (log: readonly Event[], item: ResponseItem): boolean =>
  log.some(event =>
    isCall(item)
      ? event.type === 'call.received' && event.item.call_id === item.call_id
      : 'item' in event && event.item.id !== undefined && event.item.id === item.id,
  )
