import { type Round, type Script, script } from '../../src/testing/modelScript.ts'
import type { Handler } from '../../src/testing/modelServer.ts'

/** What a root is told: so many agents, that run so many commands each. */
export const leadOf = (agents: number, calls: number): string => `lead ${agents} ${calls}`

/** The file in the workspace that every command adds a line to. */
export const MARKS = 'marks.txt'

/** Longer than any of this takes. */
const WAIT_MS = 3_600_000

/**
 * A model that leads agents and is one: a root spawns them, waits until all have ended, closes them and says so; an agent
 * runs its commands one after the other.
 */
export const answer: Handler = ({ input }): Round => {
  const asked = input.flatMap(({ type, role, content }) =>
    type === 'message' && role === 'user' ? [JSON.stringify(content)] : [],
  )
  const outputs = input.flatMap(({ type, output }) => (type === 'function_call_output' ? [String(output)] : []))
  const lead = found(asked, /lead (\d+) (\d+)"/)
  const work = found(asked, /work (\d+)"/)
  const { rounds } = lead ? leading(Number(lead[1]), Number(lead[2]), outputs) : working(Number(work?.[1]), outputs)
  const [round] = rounds
  if (!round) throw new Error('there is no answer')
  return round
}

const found = (texts: readonly string[], pattern: RegExp): RegExpExecArray | undefined =>
  texts.flatMap(text => [pattern.exec(text)].filter(match => match !== null)).at(-1)

function leading(agents: number, calls: number, outputs: readonly string[]): Script {
  const round = script()
  if (outputs.length === 0) {
    for (let n = 0; n < agents; n++) round.calls('spawn_agent', { message: `work ${calls}` })
    return round
  }
  const ids = outputs.flatMap(output => /"agent_id":"([^"]+)"/.exec(output)?.[1] ?? [])
  const ended = outputs.filter(output => output.startsWith('{"status"')).join()
  const open = ids.filter(id => !ended.includes(id))
  if (open.length > 0) return round.calls('wait', { ids: open, timeout_ms: WAIT_MS })
  if (outputs.some(output => output.includes('previous_status'))) return round.says('All agents are done.')
  for (const id of ids) round.calls('close_agent', { id })
  return ids.length > 0 ? round : round.says(`No agent began: ${outputs[0]}`)
}

const working = (calls: number, { length }: readonly string[]): Script =>
  length < calls ? script().calls('exec_command', { cmd: `echo ran >> ${MARKS}` }) : script().says('Done.')
