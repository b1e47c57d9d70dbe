import type { Hook, HookRun } from '../../../contract/hooks.ts'
import { readAnswer } from '../../../core/hooks/answer.ts'
import type { HookAnswer } from '../../../core/hooks/answer.ts'
import type { HookRef, HookSpec } from '../../../core/hooks/hook.ts'
import { matches } from '../../../core/hooks/matcher.ts'
import { invariant } from '../../../core/thread/invariant.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { HookSource, NotifyProgram } from '../config/hookSources.ts'
import { knownHooks } from './knownHooks.ts'
import type { HookConsents, KnownHook } from './knownHooks.ts'
import { lastAnswer, notify, notifyText } from './notify.ts'
import { eventOf, payloadText, subjectOf } from './payload.ts'
import type { EventFields } from './payload.ts'
import { createRunLog } from './runLog.ts'
import { runProgram } from './runProgram.ts'

export interface HooksDeps {
  home: string
  /** The hooks that count in a folder, of the user and of a trusted repository. */
  sources(cwd: string): Promise<readonly HookSource[]>
  notifyProgram(cwd: string): Promise<NotifyProgram | null>
  consents: HookConsents
  /** What programs of a thread see: no secrets. */
  environment(threadId: string, cwd: string): Promise<Record<string, string>>
  /** Unix milliseconds. */
  now(): number
  /** Milliseconds that only go forward. */
  monotonic(): number
  onProblem(error: unknown): void
}

/** How one hook of an event ended. */
export interface Answered {
  ref: HookRef
  spec: HookSpec
  id: string
  answer: HookAnswer
}

export interface AskRequest {
  thread: Thread
  /** What the first hook is told. */
  fields: EventFields
  signal: AbortSignal
  /** What the next hook is told after this answer; null: no further one is asked. */
  goOn(answered: Answered): EventFields | null
}

/** Finds and runs the user's programs. What their answers mean is for whoever asks. */
export type Hooks = ReturnType<typeof createHooks>

export function createHooks(deps: HooksDeps) {
  const log = createRunLog()
  const stopping = new AbortController()
  const underWay = new Set<Promise<unknown>>()

  const known = async (cwd: string): Promise<KnownHook[]> => knownHooks(await deps.sources(cwd), deps.consents)

  const runOne = async (hook: Hook, spec: HookSpec, request: Omit<AskRequest, 'goOn'>): Promise<HookAnswer> => {
    const { thread, fields } = request
    const begun = deps.monotonic()
    const end = await runProgram(
      {
        command: spec.command,
        cwd: thread.cwd,
        env: await deps.environment(thread.id, thread.cwd),
        input: payloadText(thread, settingsOf(thread), fields),
        timeoutMs: spec.timeoutMs,
      },
      request.signal,
    )
    const answer = readAnswer(spec.event, end)
    // What was stopped on the way is nobody's failure.
    if (request.signal.aborted) return answer
    const durationMs = Math.round(deps.monotonic() - begun)
    log.add({
      at: deps.now(),
      hookId: hook.id,
      event: spec.event,
      threadId: thread.id,
      durationMs,
      outcome: end.timedOut ? 'timedOut' : outcomeOf(answer),
      exitCode: end.exitCode,
      detail: detailOf(answer),
    })
    return answer
  }

  /** Asks the hooks of an event one after the other, in the order of their files. False where it was stopped. */
  const ask = async ({ thread, fields: first, signal: theirs, goOn }: AskRequest): Promise<boolean> => {
    const signal = AbortSignal.any([theirs, stopping.signal])
    let fields: EventFields | null = first
    for (const { hook, spec, ref } of await known(thread.cwd)) {
      if (fields === null) return true
      if (signal.aborted) return false
      const subject = subjectOf(fields)
      if (!spec || !ref || spec.event !== eventOf(fields)) continue
      if (subject !== null && !matches(spec.matcher, subject)) continue
      const answer = await runOne(hook, spec, { thread, fields, signal })
      // What was stopped said nothing.
      if (signal.aborted) return false
      fields = goOn({ ref, spec, id: hook.id, answer })
    }
    return true
  }

  const track = (work: Promise<unknown>): void => {
    const tracked = work.catch(deps.onProblem).finally(() => underWay.delete(tracked))
    underWay.add(tracked)
  }

  return {
    known,
    ask,
    watch: (tell: (runs: HookRun[]) => void) => log.watch(tell),
    turnEnded(thread: Thread, turnId: string): void {
      const turn = thread.turns.findLast(({ id }) => id === turnId)
      if (!turn || turn.status === 'running') return
      const fields: EventFields = {
        hook_event_name: 'Stop',
        turn_id: turnId,
        stop_hook_active: false,
        last_assistant_message: lastAnswer(turn),
        turn_status: turn.status,
      }
      track(ask({ thread, fields, signal: stopping.signal, goOn: () => fields }))
      // An agent's turn is not over for whoever waits for the whole.
      if (turn.status === 'completed' && !thread.agent) track(tellNotify(deps, thread, turnId))
    },
    /** Waits for what runs on behind turns that ended, at most so long; then it is stopped. */
    async dispose(waitMs: number): Promise<void> {
      const timer = setTimeout(() => stopping.abort(), waitMs)
      await Promise.all(underWay)
      clearTimeout(timer)
      stopping.abort()
    },
  }
}

async function tellNotify(deps: HooksDeps, thread: Thread, turnId: string): Promise<void> {
  const program = await deps.notifyProgram(thread.cwd)
  const turn = thread.turns.findLast(({ id }) => id === turnId)
  if (!program || !turn) return
  const env = await deps.environment(thread.id, thread.cwd)
  // In the home: a relative path of the user's must not be found in a repository.
  notify({ command: program.command, text: notifyText(thread, turn), cwd: deps.home, env }, deps.onProblem)
}

function settingsOf({ settings, turns }: Thread) {
  const found = settings ?? turns.at(-1)?.settings
  invariant(found, 'a thread that hooks are asked about is configured')
  return found
}

const outcomeOf = (answer: HookAnswer): HookRun['outcome'] => {
  if (answer.type === 'deny') return 'denied'
  if (answer.type === 'failed') return 'failed'
  return answer.updatedInput === undefined ? 'passed' : 'rewritten'
}

const detailOf = (answer: HookAnswer): string | null => {
  if (answer.type === 'deny') return answer.reason
  if (answer.type === 'failed') return answer.problem
  return answer.message ?? null
}
