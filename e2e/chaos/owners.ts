import type { Host } from './host.ts'
import { isAgent } from './onDisk.ts'
import type { DiskLine, DiskLog } from './onDisk.ts'

/** I12: every agent has an owner, who knew of it before it began. */
export function ownerless(logs: readonly DiskLog[]): string[] {
  const spawned = new Set(factsOf(logs, 'agent.spawned').map(({ payload }) => payload?.['agentId']))
  return logs
    .filter(log => isAgent(log) && !spawned.has(log.threadId))
    .map(({ threadId }) => `I12: agent ${threadId} has no owner`)
}

/**
 * I12, once everything has come to its end: no agent that is open was forgotten. It exists, works no more, and its parent
 * was told how its last turn ended.
 */
export function forgotten(logs: readonly DiskLog[], { leavesAgents }: Pick<Host, 'leavesAgents'>): string[] {
  const reports = new Set(factsOf(logs, 'agent.reported').map(({ payload }) => String(payload?.['reportId'])))
  return openAgents(logs).flatMap(agentId => {
    const turn = lastTurn(logs.filter(({ threadId }) => threadId === agentId))
    if (turn === null) return [`I12: agent ${agentId} was spawned and never began`]
    if (turn.isOpen && leavesAgents) return []
    if (turn.isOpen) return [`I12: agent ${agentId} was left in the middle of a turn`]
    const isTold = [...reports].some(id => id.includes(turn.id))
    return isTold ? [] : [`I12: nobody was told how turn ${turn.id} of agent ${agentId} ended`]
  })
}

/** Agents that take a place, by what their parents' logs say of them last. */
function openAgents(logs: readonly DiskLog[]): string[] {
  const isOpen = new Map<string, boolean>()
  for (const { payload } of factsOf(logs, 'agent.spawned', 'agent.resumed', 'agent.closed', 'agent.promoted')) {
    const type = String(payload?.['type'])
    isOpen.set(String(payload?.['agentId']), type === 'agent.spawned' || type === 'agent.resumed')
  }
  return [...isOpen].flatMap(([agentId, open]) => (open ? agentId : []))
}

function lastTurn(logs: readonly DiskLog[]): { id: string; isOpen: boolean } | null {
  const mark = linesOf(logs).findLast(({ payload }) => MARKS.has(String(payload?.['type'])))
  if (!mark) return null
  return { id: String(mark.payload?.['turn_id']), isOpen: mark.payload?.['type'] === 'task_started' }
}

const MARKS = new Set(['task_started', 'task_complete', 'turn_aborted'])

const linesOf = (logs: readonly DiskLog[]): DiskLine['value'][] =>
  logs.flatMap(({ lines }) => lines.map(({ value }) => value))

const factsOf = (logs: readonly DiskLog[], ...types: string[]): DiskLine['value'][] =>
  linesOf(logs).filter(({ payload }) => types.includes(String(payload?.['type'])))
