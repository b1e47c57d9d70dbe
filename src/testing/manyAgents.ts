import { spawnedIds, stage } from './agentStage.ts'
import { script } from './modelScript.ts'
import type { ScriptBuilder } from './modelScript.ts'

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
export const answer = stage(({ task, outputs }) => {
  const [what, ...counts] = task.split(' ')
  const [first = 0, second = 0] = counts.map(Number)
  return what === 'lead' ? leading(first, second, outputs) : working(first, outputs.length)
})

function leading(agents: number, calls: number, outputs: readonly string[]): ScriptBuilder {
  const round = script()
  if (outputs.length === 0) {
    for (let n = 0; n < agents; n++) round.calls('spawn_agent', { message: `work ${calls}` })
    return round
  }
  const ids = spawnedIds(outputs)
  const ended = outputs.filter(output => output.startsWith('{"status"')).join()
  const open = ids.filter(id => !ended.includes(id))
  if (open.length > 0) return round.calls('wait', { ids: open, timeout_ms: WAIT_MS })
  if (ids.length < agents || outputs.some(output => output.includes('previous_status'))) return round.says('Over.')
  for (const id of ids) round.calls('close_agent', { id })
  return round
}

const working = (calls: number, done: number): ScriptBuilder =>
  done < calls ? script().calls('exec_command', { cmd: `echo ran >> ${MARKS}` }) : script().says('Done.')
