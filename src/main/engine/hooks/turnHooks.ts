import { KIND } from '../../../core/context/texts.ts'
import { hookTool, withInput } from '../../../core/hooks/toolInput.ts'
import type { HookRef } from '../../../core/hooks/hook.ts'
import type { ToolOutcome } from '../../../core/thread/calls.ts'
import type { MessageSent } from '../../../core/thread/effects.ts'
import type { EventBody } from '../../../core/thread/events.ts'
import { textOf } from '../../../core/thread/items.ts'
import type { CallItem, CallOutput } from '../../../core/thread/items.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Answered, Hooks } from './hooks.ts'
import { toolFields } from './payload.ts'
import type { EventFields } from './payload.ts'
import type { RunningHooks, ThreadHooks } from './threadHooks.ts'

/** Turns what hooks answer into facts of threads. */
export function createTurnHooks({ ask, known, turnEnded }: Pick<Hooks, 'ask' | 'known' | 'turnEnded'>): ThreadHooks {
  const begun = new Set<string>()
  const told = new Set<string>()
  const never = new AbortController().signal

  /** Says that a hook failed, once a turn. */
  const failure = (turnId: string, { id, ref }: Answered, problem: string): EventBody[] => {
    const key = `${turnId} ${id}`
    if (told.has(key)) return []
    told.add(key)
    const text = `A hook failed, and the work went on without it: ${ref.command} (${placeOf(ref)}). ${problem}`
    return [{ type: 'notice.added', turnId, level: 'warning', text }]
  }

  /** Says that hooks of the repository wait for a word, once for what they are now. */
  const waiting = async ({ cwd }: Thread, turnId: string): Promise<EventBody[]> => {
    const asked = (await known(cwd)).filter(({ hook: { consent, problem } }) => consent === 'asked' && problem === null)
    const key = asked.map(({ hook }) => hook.id).join()
    if (asked.length === 0 || told.has(key)) return []
    told.add(key)
    const [are, them] = asked.length === 1 ? ['a hook that does', 'it'] : [`${asked.length} hooks that do`, 'them']
    const text = `This project has ${are} not run until you allow ${them} under Settings, Hooks.`
    return [{ type: 'notice.added', turnId, level: 'info', text }]
  }

  const sessionStart = async (thread: Thread, turnId: string): Promise<EventBody[]> => {
    if (begun.has(thread.id)) return []
    begun.add(thread.id)
    const source = thread.turns.length > 0 ? (thread.forkedFrom ? 'fork' : 'resume') : 'startup'
    const fields: EventFields = { hook_event_name: 'SessionStart', source }
    const facts: EventBody[] = []
    const goOn = (answered: Answered) => {
      const { answer } = answered
      if (answer.type === 'pass' && answer.context) facts.push(contextAdded(turnId, answer.context))
      if (answer.type === 'failed') facts.push(...failure(turnId, answered, answer.problem))
      return fields
    }
    await ask({ thread, fields, signal: never, goOn })
    return facts
  }

  /** The message with what hooks add to it, or that one of them refused it; null where they could not finish. */
  const heard: Parts['heard'] = async (thread, sent, signal) => {
    const { turnId } = sent
    const fields: EventFields = {
      hook_event_name: 'UserPromptSubmit',
      turn_id: turnId,
      prompt: textOf(sent.item.content),
    }
    const facts: EventBody[] = []
    const said: { refused?: Refused } = {}
    const goOn = (answered: Answered) => {
      const { answer, ref: hook, spec } = answered
      if (answer.type === 'deny') said.refused = { hook, reason: answer.reason }
      else if (answer.type === 'failed' && spec.required) said.refused = { hook, reason: unguarded(answer.problem) }
      else if (answer.type === 'failed') facts.push(...failure(turnId, answered, answer.problem))
      else if (answer.context) facts.push(contextAdded(turnId, answer.context))
      return said.refused ? null : fields
    }
    if (!(await ask({ thread, fields, signal, goOn }))) return null
    return said.refused ? [{ ...sent, type: 'message.refused', ...said.refused }] : [sent, ...facts]
  }

  return {
    async turnBegins(thread, sent) {
      const start = [...(await waiting(thread, sent.turnId)), ...(await sessionStart(thread, sent.turnId))]
      const message = await heard(thread, sent, never)
      if (message === null) throw new Error('The program is ending, and hooks had not had their say yet.')
      return [...start, ...message]
    },
    ofTurn: (thread, signal) => ofTurn({ ask, failure, heard }, thread, signal),
    turnEnded,
  }
}

interface Refused {
  hook: HookRef
  reason: string
}

interface Parts {
  ask: Hooks['ask']
  failure(turnId: string, answered: Answered, problem: string): EventBody[]
  heard(thread: Thread, sent: MessageSent, signal: AbortSignal): Promise<EventBody[] | null>
}

function ofTurn({ ask, failure, heard }: Parts, thread: () => Thread, signal: AbortSignal): RunningHooks {
  /** What hooks said before a call, for the model to read with its output. */
  const remarks = new Map<string, string[]>()
  return {
    // A message that hooks could not finish about goes on waiting.
    message: async sent => (await heard(thread(), sent, signal)) ?? [],
    async beforeCall(turnId, { id, item }) {
      const facts: EventBody[] = []
      const said: { item: CallItem; hook?: HookRef; reason?: string } = { item }
      const fieldsOf = (): EventFields => ({
        hook_event_name: 'PreToolUse',
        turn_id: turnId,
        tool_use_id: id,
        ...toolFields(hookTool(said.item)),
      })
      const goOn = (answered: Answered): EventFields | null => {
        const { answer, ref: hook, spec } = answered
        const fails = (problem: string) => {
          if (spec.required) Object.assign(said, { hook, reason: unguarded(problem) })
          else facts.push(...failure(turnId, answered, problem))
        }
        if (answer.type === 'deny') Object.assign(said, { hook, reason: answer.reason })
        else if (answer.type === 'failed') fails(answer.problem)
        else {
          if (answer.context) remarks.set(id, [...(remarks.get(id) ?? []), answer.context])
          const changed = answer.updatedInput === undefined ? said.item : withInput(said.item, answer.updatedInput)
          if (typeof changed === 'string') fails(changed)
          else if (changed !== said.item) Object.assign(said, { hook, item: changed })
        }
        return said.reason === undefined ? fieldsOf() : null
      }
      const isOver = await ask({ thread: thread(), fields: fieldsOf(), signal, goOn })
      const { hook, reason } = said
      if (!isOver || !hook) return facts
      const outcome = reason === undefined ? { becomes: said.item } : { reason }
      return [...facts, { type: 'call.hooked', turnId, callId: id, hook, ...outcome }]
    },
    async afterCall(call, outcome) {
      const notes = [...(remarks.get(call.id) ?? [])]
      remarks.delete(call.id)
      const fields: EventFields = {
        hook_event_name: 'PostToolUse',
        turn_id: thread().turns.at(-1)?.id ?? '',
        tool_use_id: call.id,
        ...toolFields(hookTool(call.item)),
        tool_response: responseOf(outcome),
      }
      const goOn = ({ answer }: Answered) => {
        if (answer.type === 'deny') notes.push(answer.reason)
        else if (answer.type === 'pass' && answer.context) notes.push(answer.context)
        return fields
      }
      await ask({ thread: thread(), fields, signal, goOn })
      return notes.length === 0 ? outcome : { ...outcome, output: withRemarks(outcome.output, notes) }
    },
  }
}

const unguarded = (problem: string): string => `it has to be asked first, and it failed. ${problem}`

export const placeOf = ({ file, line }: HookRef): string => (line === null ? file : `${file}:${line}`)

const contextAdded = (turnId: string, text: string): EventBody => ({
  type: 'context.added',
  turnId,
  item: { type: 'message', role: 'developer', content: [{ type: 'input_text', text }] },
  kinds: [KIND.hook],
})

/** Of a command what it printed, else what the model reads. */
function responseOf({ output, result }: ToolOutcome): unknown {
  if (result?.kind === 'command') return result.output
  return typeof output === 'string' ? output : textOf(output)
}

function withRemarks(output: CallOutput, notes: readonly string[]): CallOutput {
  const text = `Hooks of the user remark:\n${notes.join('\n')}`
  return typeof output === 'string' ? `${output}\n\n${text}` : [...output, { type: 'input_text', text }]
}
