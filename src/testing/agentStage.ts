import type { Round, ScriptBuilder } from './modelScript.ts'
import type { ModelServer, RecordedRequest } from './modelServer.ts'

/** What a model sees of its conversation. */
export interface Scene {
  request: RecordedRequest
  /** The first thing that was said in it. */
  task: string
  /** What was said last. */
  said: string
  /** Outputs of the calls so far, oldest first. */
  outputs: string[]
  /** How often the model was asked here. */
  round: number
}

interface Part {
  type?: string
  text?: string
}
interface Item {
  type?: string
  role?: string
  content?: Part[]
  output?: string
}

/** A model for many conversations at once: what each says is decided from what it sees. */
export const stage =
  (play: (scene: Scene) => ScriptBuilder | Promise<ScriptBuilder>) =>
  async (request: RecordedRequest): Promise<Round> => {
    const items = request.input as Item[]
    const said = items.flatMap(({ role, content = [] }) =>
      role === 'user' ? content.flatMap(({ text = '' }) => (/^\s*(<|# AGENTS)/.test(text) ? [] : [text])) : [],
    )
    const outputs = items.flatMap(({ output }) => (output === undefined ? [] : [output]))
    const { round } = request
    const [answer] = (await play({ request, task: said[0] ?? '', said: said.at(-1) ?? '', outputs, round })).rounds
    return answer ?? { type: 'refusal', status: 500, headers: {}, body: 'nothing to say' }
  }

/** The ids of the agents that calls of `spawn_agent` returned, in order. */
export const spawnedIds = (outputs: readonly string[]): string[] =>
  outputs.flatMap(output => /"agent_id":"([^"]+)"/.exec(output)?.[1] ?? [])

/** Everything that a conversation whose task is this was sent with its newest request. */
export function newestInput(model: ModelServer, task: string): string {
  const asked = model.requests.filter(({ input }) => JSON.stringify(input).includes(task))
  return JSON.stringify(asked.at(-1)?.input ?? [])
}
