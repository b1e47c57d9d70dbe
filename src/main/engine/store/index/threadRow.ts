import type { AgentOrigin } from '../../../../core/agents/agent.ts'
import type { Event, Millis } from '../../../../core/thread/events.ts'
import { typedOf } from '../../../../core/prompts/message.ts'
import type { Style } from '../../../../core/rollout/line.ts'
import type { Turn } from '../../../../core/thread/thread.ts'

/** What a list of threads shows of one, without opening it. */
export interface ThreadRow {
  id: string
  /** Home directory it lives in. */
  home: string
  readOnly: boolean
  /** Its newest file. */
  path: string
  style: Style
  title: string | null
  /** The beginning of the first message. */
  preview: string
  cwd: string
  branch: string | null
  source: string
  originator: string
  model: string | null
  /** What its settings name. */
  profile: string | null
  /** Of the last turn; null before the first. */
  status: Turn['status'] | null
  archived: boolean
  createdAt: Millis
  updatedAt: Millis
  parentId: string | null
  /** Of a thread that `parentId` spawned. */
  agent: AgentOrigin | null
  forkedFrom: string | null
  /** Its history is that of `forkedFrom` before this. */
  forkedSeq: number | null
  /** The turn of `forkedFrom` whose message it says differently. */
  editOf: string | null
  /** Of its own files: a fork's history has more. */
  turns: number
  /** Tokens of all samples. */
  totalTokens: number
  /** Different files that its patches changed. */
  filesTouched: number
  pinned: boolean
}

/** A row before anything is known but where the file is. */
export const emptyRow = (id: string, file: { home: string; readOnly: boolean; path: string }): ThreadRow => ({
  id,
  ...file,
  style: 'paginated',
  title: null,
  preview: '',
  cwd: '',
  branch: null,
  source: 'unknown',
  originator: 'unknown',
  model: null,
  profile: null,
  status: null,
  archived: false,
  createdAt: 0,
  updatedAt: 0,
  parentId: null,
  agent: null,
  forkedFrom: null,
  forkedSeq: null,
  editOf: null,
  turns: 0,
  totalTokens: 0,
  filesTouched: 0,
  pinned: false,
})

const PREVIEW_CHARS = 200

/** Folds an event into the row, in place: a projection of thousands of events has one owner. */
export function summarise(row: ThreadRow, event: Event): void {
  row.updatedAt = Math.max(row.updatedAt, event.at)
  switch (event.type) {
    case 'thread.created':
      if (event.threadId !== row.id) return // a base's
      row.cwd = event.cwd
      row.branch = event.git?.branch ?? null
      row.source = event.origin.source
      row.originator = event.origin.originator
      // A later file of the thread repeats its beginning.
      if (row.createdAt === 0) row.createdAt = event.at
      row.parentId = event.parentId ?? null
      row.agent = event.agent ?? null
      row.forkedFrom = event.forkedFrom?.threadId ?? null
      row.forkedSeq = event.forkedFrom?.beforeSeq ?? null
      row.editOf = event.editOf ?? null
      return
    case 'thread.renamed':
      row.title = event.title
      return
    case 'thread.promoted':
      row.parentId = null
      row.agent = null
      return
    case 'thread.configured':
      row.model = event.settings.model
      row.profile = event.settings.profile ?? null
      return
    case 'turn.started':
      row.status = 'running'
      return
    case 'turn.configured':
      row.model = event.settings.model
      row.profile = event.settings.profile ?? null
      return
    case 'message.sent':
      if (row.preview === '') row.preview = typedOf(event.item.content).trim().slice(0, PREVIEW_CHARS)
      return
    case 'sample.completed':
      row.totalTokens += event.usage?.totalTokens ?? 0
      return
    case 'turn.finished':
      row.status = event.status
  }
}
