import type { ThreadStatus, ThreadSummary } from '../../../contract/schemas.ts'
import type { ApprovalRequest } from '../../../core/thread/calls.ts'
import { waitingCalls } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'

/** One row of the thread list. */
export function summarise(thread: Thread, isRunning: boolean, broken: string | null = null): ThreadSummary {
  return {
    id: thread.id,
    title: thread.title,
    preview: thread.preview,
    cwd: thread.cwd,
    branch: thread.git?.branch ?? null,
    source: thread.origin.source,
    model: thread.settings?.model ?? null,
    status: statusOf(thread, isRunning),
    activity: broken ?? activityOf(thread),
    ...(thread.parentId !== undefined && { parentId: thread.parentId }),
    ...(thread.agent && { agent: thread.agent }),
    archived: thread.archived,
    createdAt: thread.createdAt,
    updatedAt: thread.updatedAt,
  }
}

function statusOf(thread: Thread, isRunning: boolean): ThreadStatus {
  const last = thread.turns.at(-1)
  if (last?.status === 'running') {
    if (!isRunning) return 'interrupted'
    return waitingCalls(thread).length > 0 ? 'waiting' : 'running'
  }
  if (last?.status === 'failed') return 'failed'
  return last?.status === 'completed' ? 'done' : 'idle'
}

function activityOf(thread: Thread): string | null {
  const turn = thread.turns.at(-1)
  if (turn?.status === 'failed') return turn.failure?.message ?? null
  if (turn?.status !== 'running') return null
  const waits = waitingCalls(thread)[0]
  if (waits?.phase === 'waiting') return `waits for you: ${subjectOf(waits.request)}`.slice(0, 120)
  const call = turn.items.findLast(item => item.type === 'call' && item.phase === 'running')
  if (call?.type !== 'call') return null
  return 'name' in call.item ? call.item.name : call.item.action.command.join(' ').slice(0, 120)
}

/** What a person is asked about, in a few words. */
const subjectOf = ({ kind, command, questions, mcp }: ApprovalRequest): string =>
  command ?? questions?.[0]?.question ?? mcp?.tool ?? (kind === 'brake' ? 'whether to go on' : 'file changes')
