import type { Round } from '../../src/testing/modelScript.ts'
import { script } from '../../src/testing/modelServer.ts'
import type { ModelServer, RecordedRequest } from '../../src/testing/modelServer.ts'
import { startModelServer } from '../../src/testing/modelServer.ts'
import { PATCHED } from './effects.ts'
import type { EffectPrograms } from './effects.ts'
import type { Random } from './random.ts'

/** What the model has asked for so far, and what it was told about it. */
export interface Story {
  server: ModelServer
  /** Outputs by call id, as the newest request had them. */
  outputs: Map<string, string>
  /** Calls that patch, whose outputs do not name what they did. */
  patches: Set<string>
  /** Programs of the place that the model works in. */
  play(programs: EffectPrograms, withMcp: boolean): void
}

/** The first words of a message that has the model work so many rounds, e.g. `work 3`. */
export const workOf = (rounds: number): string => `work ${rounds}: begin`

/**
 * A model that goes on where the history ends: as many rounds of calls as the newest message asks for, every call with an
 * id that was never used before, which is also the mark that its effect leaves.
 */
export async function tellStory(random: Random): Promise<Story> {
  const outputs = new Map<string, string>()
  const patches = new Set<string>()
  let scene: { programs: EffectPrograms; withMcp: boolean } | null = null
  let lastToken = 0

  const addCall = (round: ReturnType<typeof script>, agents: OwnAgents): void => {
    if (!scene) return
    const { programs, withMcp } = scene
    const token = `t${++lastToken}`
    const agent = random.oneOf(agents.ids)
    const kind = random.weighted([
      [9, 'note'],
      [agents.mayLead ? 6 : 0, 'spawn'],
      [agent === undefined ? 0 : 3, 'wait'],
      [agent === undefined ? 0 : 1, 'send'],
      [agent === undefined ? 0 : 1, 'close'],
      [4, 'risk'],
      [4, 'patch'],
      [withMcp ? 3 : 0, 'mcp'],
      [1, 'background'],
    ] as const)
    const over = { callId: token }
    if (kind === 'spawn') round.calls('spawn_agent', { message: workOf(random.between(1, 2)) }, over)
    else if (kind === 'wait') round.calls('wait', { ids: agents.ids, timeout_ms: 10_000 }, over)
    else if (kind === 'send') {
      round.calls('send_input', { id: agent, message: workOf(1), interrupt: random.chance(0.3) }, over)
    } else if (kind === 'close') round.calls('close_agent', { id: agent }, over)
    else if (kind === 'patch') {
      patches.add(token)
      round.patch(`*** Update File: ${PATCHED}\n@@\n+${token}\n`, { callId: token })
    } else if (kind === 'mcp') round.calls('mcp__effects__mark', { token }, { callId: token })
    else if (kind === 'background') {
      round.calls('exec_command', { cmd: `${programs.note} ${token}; sleep 60`, yield_time_ms: 250 }, { callId: token })
    } else round.calls('exec_command', { cmd: `${programs[kind]} ${token}` }, { callId: token })
  }

  const answer = ({ n, input, body }: RecordedRequest): Round => {
    for (const item of input) {
      if (String(item.type).endsWith('_call_output')) outputs.set(String(item.call_id), textOf(item.output))
    }
    const { wanted, done } = progressIn(input)
    const round = script().says(done < wanted ? `Round ${done} of ${wanted}.` : `All ${wanted} rounds are done.`)
    if (random.chance(0.3)) round.inDeltas(4, 1)
    if (done < wanted) {
      const agents = agentsIn(input, body)
      for (let calls = random.between(1, 3); calls > 0; calls--) addCall(round, agents)
    }
    const [played] = round.rounds
    if (!played) throw new Error(`request ${n} has no answer`)
    return played
  }

  const server = await startModelServer(answer)
  return {
    server,
    outputs,
    patches,
    play: (programs, withMcp) => (scene = { programs, withMcp }),
  }
}

/** What a thread has to do with agents. */
interface OwnAgents {
  mayLead: boolean
  /** Those that were spawned and not closed. */
  ids: string[]
}

function agentsIn(input: RecordedRequest['input'], { tools }: RecordedRequest['body']): OwnAgents {
  const mayLead = Array.isArray(tools) && tools.some(({ name }) => name === 'spawn_agent')
  const spawned = input.flatMap(({ output }) => /"agent_id":"([^"]+)"/.exec(textOf(output))?.[1] ?? [])
  const closing = input.filter(({ name }) => name === 'close_agent').map(call => String(call.arguments))
  return { mayLead, ids: spawned.filter(id => !closing.some(call => call.includes(id))) }
}

/** How many rounds the newest message asks for, and how many answers came since. */
function progressIn(input: RecordedRequest['input']): { wanted: number; done: number } {
  let wanted = 0
  let done = 0
  for (const item of input) {
    if (item.type !== 'message') continue
    const asked = item.role === 'user' ? /^work (\d+)/.exec(textOf(item.content)) : null
    if (asked) {
      wanted = Number(asked[1])
      done = 0
    } else if (item.role === 'assistant') done += 1
  }
  return { wanted, done }
}

function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content.map(part => (typeof part === 'object' && part !== null && 'text' in part ? part.text : '')).join('')
}
