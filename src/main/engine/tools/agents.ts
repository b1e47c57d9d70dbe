import { z } from 'zod'
import type { CallResult } from '../../../core/thread/calls.ts'
import type { AgentRole } from '../../../core/agents/roles.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { EFFORTS } from '../../../core/thread/settings.ts'
import type { Agents, Asking } from '../agents/agents.ts'
import type { Registry, Routed } from './registry.ts'
import { toolNameOf } from '../../../core/thread/items.ts'
import type { Tool, ToolRun } from './tool.ts'
import { aborted, failed, ok, tool } from './tool.ts'

type Service = Pick<Agents, 'spawn' | 'say' | 'wait' | 'list' | 'close' | 'resume' | 'terms'>

/** Limits of how long a model may wait in one call. */
const WAIT_MS = { least: 10_000, usual: 30_000, most: 3_600_000 }

const asking = ({ threadId, turnId, call, settings }: ToolRun): Asking => ({
  threadId,
  turnId,
  callId: call.id,
  settings,
})

/** The tool, which takes a parameter also by the name, and in the shape, that other programs gave it. */
function alsoTaking<A>(from: string, to: string, of: Tool<A>, shaped = (value: unknown): unknown => value): Tool<A> {
  const renamed = (text: string): string => {
    try {
      const { [from]: it, ...rest } = JSON.parse(text) as Record<string, unknown>
      return it === undefined || to in rest ? text : JSON.stringify({ ...rest, [to]: shaped(it) })
    } catch {
      return text // the tool says what is wrong with it
    }
  }
  return {
    ...of,
    parse: item => of.parse(item.type === 'function_call' ? { ...item, arguments: renamed(item.arguments) } : item),
  }
}

/** What a message says that comes in pieces. */
const wordsIn = (items: unknown): unknown =>
  Array.isArray(items)
    ? items.flatMap(({ text, path }: { text?: string; path?: string }) => text ?? path ?? []).join('\n')
    : items

const AgentId = z.string().min(1).describe('Id of the agent, as spawn_agent gave it.')

const notFound = (id: string): string => `agent with id ${id} not found`

const EMPTY = "Empty message can't be sent to an agent"

const json = (value: unknown): string => JSON.stringify(value)

/*
 * None of these calls does anything twice: what a dead process began is recognised by the call. So all of them may run
 * again, which is what `read` says.
 */

const spawnAgent = (service: Service, roles: string) =>
  tool({
    name: 'spawn_agent',
    description: SPAWN,
    effect: 'read',
    args: z.object({
      message: z.string().describe('The task. Say everything that the agent has to know.'),
      agent_type: z.string().optional().describe(roles),
      model: z.string().min(1).optional().describe('Another model than yours. Leave it out unless the user asked.'),
      reasoning_effort: z.enum(EFFORTS).optional(),
      fork_context: z
        .boolean()
        .optional()
        .describe(
          'true: the agent knows all that was said here so far. false, the default: it knows only the message.',
        ),
    }),
    run: async ({ message, agent_type: role, model, reasoning_effort: effort, fork_context: fork = false }, run) => {
      if (message.trim() === '') return failed(EMPTY)
      const spawned = await service.spawn(asking(run), { message, role, model, effort, fork })
      const result: CallResult = {
        kind: 'agent',
        action: 'spawn',
        agentIds: spawned.ok ? [spawned.agentId] : [],
        message,
      }
      if (!spawned.ok) return failed(spawned.error, result)
      return ok(json({ agent_id: spawned.agentId, nickname: spawned.nickname }), result)
    },
  })

const sendInput = (service: Service) =>
  tool({
    name: 'send_input',
    description:
      'Says something to an agent of yours. One that works hears it at its next step; one that has finished starts to work on it.',
    effect: 'read',
    args: z.object({
      id: AgentId,
      message: z.string(),
      interrupt: z
        .boolean()
        .optional()
        .describe('true: what the agent does now is stopped, and it turns to the message at once.'),
    }),
    run: async ({ id, message, interrupt = false }, run) => {
      if (message.trim() === '') return failed(EMPTY)
      const said = await service.say(asking(run), { agentId: id, message, interrupt })
      const result: CallResult = { kind: 'agent', action: 'send', agentIds: [id], message }
      return said.ok ? ok(json({ submission_id: said.inputId }), result) : failed(said.error, result)
    },
  })

const wait = (service: Service, name: string) =>
  tool({
    name,
    description: WAIT,
    effect: 'read',
    args: z.object({
      ids: z
        .array(z.string().min(1))
        .min(1)
        .max(100)
        .describe('Ids of agents. The first of them that ends ends the waiting.'),
      timeout_ms: z
        .number()
        .optional()
        .describe(`Milliseconds, ${WAIT_MS.least} to ${WAIT_MS.most}; ${WAIT_MS.usual} if left out.`),
    }),
    run: async ({ ids, timeout_ms: wanted = WAIT_MS.usual }, { threadId, signal }) => {
      const timeoutMs = Math.min(Math.max(wanted, WAIT_MS.least), WAIT_MS.most)
      const { status, timedOut } = await service.wait(threadId, { ids, timeoutMs }, signal)
      const result: CallResult = { kind: 'agent', action: 'wait', agentIds: ids }
      if (signal.aborted) return aborted(result)
      return ok(json({ status, timed_out: timedOut }), result)
    },
  })

const closeAgent = (service: Service) =>
  tool({
    name: 'close_agent',
    description:
      'Closes an agent of yours that you need no more, and all agents below it. Work in progress is stopped. The place is free for another one.',
    effect: 'read',
    args: z.object({ id: AgentId }),
    run: async ({ id }, { threadId }) => {
      const previous_status = await service.close(threadId, id)
      const result: CallResult = { kind: 'agent', action: 'close', agentIds: [id] }
      return previous_status === 'not_found' ? failed(notFound(id), result) : ok(json({ previous_status }), result)
    },
  })

const resumeAgent = (service: Service) =>
  tool({
    name: 'resume_agent',
    description: 'Opens an agent again that was closed, with everything it knew, so that you can send it input.',
    effect: 'read',
    args: z.object({ id: AgentId }),
    run: async ({ id }, { threadId }) => {
      const resumed = await service.resume(threadId, id)
      const result: CallResult = { kind: 'agent', action: 'resume', agentIds: [id] }
      if (!resumed.ok) return failed(`collab resume failed: ${resumed.error}`, result)
      const { status } = resumed
      return status === 'not_found' ? failed(notFound(id), result) : ok(json({ status }), result)
    },
  })

const listAgents = (service: Service) =>
  tool({
    name: 'list_agents',
    description: 'Lists your open agents: their ids, names, types, and what each is doing or said last.',
    effect: 'read',
    args: z.object({}),
    run: async (_, { threadId }) => {
      const listed = await service.list(threadId)
      const agents = listed.map(({ link: { id, nickname, role }, status }) => ({
        agent_id: id,
        nickname,
        agent_type: role,
        agent_status: status,
      }))
      return ok(json({ agents }), { kind: 'agent', action: 'list', agentIds: listed.map(({ link }) => link.id) })
    },
  })

export interface AgentTools {
  /** A registry with the tools by which a thread has agents; without them where it may have none. */
  withTools(registry: Registry, thread: Thread): Registry
}

/** They are made once: only what is said of the roles differs between folders. */
export function createAgentTools(service: Service): AgentTools {
  const others = [
    alsoTaking('items', 'message', alsoTaking('target', 'id', sendInput(service)), wordsIn),
    alsoTaking('targets', 'ids', wait(service, 'wait')),
    alsoTaking('target', 'id', closeAgent(service)),
    alsoTaking('target', 'id', resumeAgent(service)),
    listAgents(service),
  ] as unknown as Tool[]
  /** What only models with the habits of other programs call: answered, and not offered. */
  const alias = alsoTaking('targets', 'ids', wait(service, 'wait_agent')) as unknown as Tool
  const spawning = new Map<string, Tool>()

  const spawnFor = (roles: readonly AgentRole[]): Tool => {
    const text = rolesText(roles)
    const known =
      spawning.get(text) ?? (alsoTaking('items', 'message', spawnAgent(service, text), wordsIn) as unknown as Tool)
    spawning.set(text, known)
    return known
  }

  const offered = ({ cwd, agent }: Thread): Tool[] => {
    const { limits, roles } = service.terms(cwd)
    return limits.enabled && (agent?.depth ?? 0) < limits.maxDepth ? [spawnFor(roles), ...others] : []
  }

  return {
    withTools(registry, thread) {
      const get = (name: string): Tool | undefined => {
        const own = registry.get(name)
        if (own) return own
        const mine = offered(thread)
        return mine.length === 0 ? undefined : [...mine, alias].find(each => each.name === name)
      }
      return {
        specs: (model, cwd) => [
          ...registry.specs(model, cwd),
          ...offered(thread)
            .filter(({ name }) => !registry.get(name))
            .map(each => each.spec(model)),
        ],
        get,
        route(item): Routed {
          const name = toolNameOf(item)
          const mine = registry.get(name) ? undefined : get(name)
          if (!mine) return registry.route(item)
          const parsed = mine.parse(item)
          return parsed.ok ? { ok: true, tool: mine, args: parsed.args } : parsed
        },
      }
    },
  }
}

const rolesText = (roles: readonly AgentRole[]): string =>
  [
    'What the agent is for; `default` if left out.',
    ...roles.map(({ name, description }) => `\`${name}\`: ${description}`),
  ].join('\n')

const SPAWN = `Starts an agent: a second model in a thread of its own, in the same folder, that works on one task while you go on. Returns its id and name at once. When it has finished, you are told what it said last.

Use it for work that is large enough to be worth explaining and does not need what only you know: questions about different parts of the code, independent changes to different files, a check by fresh eyes. Do yourself what you need right now or can do in a few calls.
- Give several agents their tasks in one answer, so that they work at the same time.
- Say what the result should be, and which files are theirs if they change any.
- Do not do the same work beside them, and read what they report before you build on it.
- Agents may do no more than you may. Close those you no longer need: only a few can be open.`

const WAIT =
  'Waits until one of these agents has stopped working. Returns the status of each that has, with what it said last, or that the time is over. Wait only when you cannot go on without them: you are told when they finish in any case.'
