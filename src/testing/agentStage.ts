import type { Round, ScriptBuilder } from './modelScript.ts'
import { script } from './modelScript.ts'
import type { RecordedRequest } from './modelServer.ts'

/** What a model sees of its conversation. */
export interface Scene {
  request: RecordedRequest
  /** The first thing that was said in it. */
  task: string
  /** What was said last. */
  said: string
  /** Outputs of the calls so far, oldest first. */
  outputs: string[]
  /** A call came back since something was said. What agents report on their own is not said. */
  isAnswered: boolean
  /** How often a model was asked here before. */
  round: number
}

interface Item {
  role?: string
  content?: { text?: string }[]
  output?: string
}

type Play = (scene: Scene) => ScriptBuilder

const saidIn = ({ role, content = [] }: Item): string[] =>
  role === 'user' ? content.flatMap(({ text = '' }) => (/^\s*(<|# AGENTS)/.test(text) ? [] : [text])) : []

/** A model for many conversations at once: what each says is decided from what it sees. */
export const stage =
  (play: Play) =>
  async (request: RecordedRequest): Promise<Round> => {
    const items = request.input as Item[]
    const said = items.flatMap(saidIn)
    const outputs = items.flatMap(({ output }) => (output === undefined ? [] : [output]))
    const isAnswered =
      items.findLastIndex(({ output }) => output !== undefined) > items.findLastIndex(item => saidIn(item).length > 0)
    const { round } = request
    const scene = { request, task: said[0] ?? '', said: said.at(-1) ?? '', outputs, isAnswered, round }
    const [answer] = play(scene).rounds
    return answer ?? { type: 'refusal', status: 500, headers: {}, body: 'nothing to say' }
  }

/** Plays a thread whose first message begins with `root` with one answer a request, and its agents by their task. */
export const cast = (root: readonly Play[], agents: Play) =>
  stage(scene =>
    scene.task.startsWith('root') ? (root[scene.round]?.(scene) ?? script().says('over')) : agents(scene),
  )

export const spawn = (message: string, over: object = {}): ScriptBuilder =>
  script().calls('spawn_agent', { message, ...over })

/** The ids of the agents that calls of `spawn_agent` returned, in order. */
export const spawnedIds = (outputs: readonly string[]): string[] =>
  outputs.flatMap(output => /"agent_id":"([^"]+)"/.exec(output)?.[1] ?? [])

export const waitForAll = ({ outputs }: Scene): ScriptBuilder => script().calls('wait', { ids: spawnedIds(outputs) })

type Requests = readonly Pick<RecordedRequest, 'thread' | 'input'>[]

/** Everything that a thread's newest request held. */
export const toldLast = (requests: Requests, threadId: string): string =>
  JSON.stringify(requests.findLast(({ thread }) => thread === threadId)?.input ?? [])

/** The outputs in a thread's newest request, with the names of their calls. */
export function resultsIn(requests: Requests, threadId: string): { name: unknown; output: string }[] {
  const input = requests.findLast(({ thread }) => thread === threadId)?.input ?? []
  const names = new Map(input.flatMap(item => (item.type === 'function_call' ? [[item.call_id, item.name]] : [])))
  return input.flatMap(({ type, call_id, output }) =>
    type === 'function_call_output' ? [{ name: names.get(call_id), output: String(output) }] : [],
  )
}
