import type { ThreadStatus, ThreadSummary } from '../../../contract/schemas.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'

const STATUS: Record<NonNullable<ThreadRow['status']>, ThreadStatus> = {
  // Nobody here runs it: the process that did is gone.
  running: 'interrupted',
  completed: 'done',
  failed: 'failed',
  interrupted: 'idle',
  blocked: 'idle',
}

/** The row of a thread that is not open, for the list. */
export const summaryOf = ({
  id,
  title,
  preview,
  cwd,
  branch,
  source,
  model,
  status,
  archived,
  parentId,
  agent,
  createdAt,
  updatedAt,
}: ThreadRow): ThreadSummary => ({
  id,
  title,
  preview,
  cwd,
  branch,
  source,
  model,
  status: status === null ? 'idle' : STATUS[status],
  activity: null,
  ...(parentId !== null && { parentId }),
  ...(agent && { agent }),
  archived,
  createdAt,
  updatedAt,
})
