import type { LineageNode, TurnMark, TurnPage } from '../../../contract/history.ts'
import { Failure } from '../../../contract/procedure.ts'
import type { ParsedParams } from '../../../contract/router.ts'
import type { ContentPart } from '../../../core/thread/items.ts'
import { textOf } from '../../../core/thread/items.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import { earlierThan } from '../../../core/thread/window.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import { createRepeats } from './repeats.ts'

type HistoryHandlers = Pick<
  Handlers,
  'thread/turns' | 'thread/outline' | 'thread/fork' | 'thread/edit' | 'thread/lineage'
>

export interface HistoryApiDeps {
  open(threadId: string): Promise<ThreadActor>
  /** A thread whose history is that of another before a seq; `editOf` is the turn that it says differently. */
  fork(from: { threadId: string; beforeSeq: number; editOf?: string }): Promise<ThreadActor>
  newId(): string
  lineage(threadId: string): LineageNode[]
}

export function historyHandlers(deps: HistoryApiDeps): HistoryHandlers {
  const forks = createRepeats<{ threadId: string }>()

  const turnIn = (thread: Thread, turnId: string): Turn => {
    const turn = thread.turns.find(each => each.id === turnId)
    if (!turn) throw new Failure('turn.notFound', 'That turn is not part of this thread.', { turnId })
    return turn
  }

  const fork = async ({ threadId, turnId, side }: ParsedParams<'thread/fork'>) => {
    const thread = (await deps.open(threadId)).state.thread()
    const turn = turnId === undefined ? thread.turns.at(-1) : turnIn(thread, turnId)
    if (turn?.status === 'running' && side === 'after')
      throw new Failure('turn.running', 'This turn is still running. Stop it first, or fork before it.', { threadId })
    const beforeSeq = turn ? (side === 'before' ? turn.firstSeq : turn.lastSeq + 1) : thread.seq + 1
    return { threadId: (await deps.fork({ threadId, beforeSeq })).id }
  }

  const edit = async (threadId: string, turnId: string, content: ContentPart[]) => {
    const turn = turnIn((await deps.open(threadId)).state.thread(), turnId)
    const actor = await deps.fork({ threadId, beforeSeq: turn.firstSeq, editOf: turnId })
    await actor.send({ inputId: deps.newId(), content, delivery: 'queue' })
    return { threadId: actor.id }
  }

  return {
    'thread/turns': async ({ threadId, ...wanted }) => pageOf((await deps.open(threadId)).state.thread(), wanted),
    'thread/outline': async ({ threadId }) => ({
      turns: (await deps.open(threadId)).state.thread().turns.map(markOf),
    }),
    'thread/fork': params => forks.once(params.commandId, params, () => fork(params)),
    'thread/edit': ({ commandId, threadId, turnId, content }) =>
      forks.once(commandId, [threadId, turnId, content], () => edit(threadId, turnId, content)),
    'thread/lineage': async ({ threadId }) => ({ nodes: deps.lineage(threadId) }),
  }
}

interface Stretch {
  limit: number
  before?: number
  after?: number
  turnId?: string
}

/** Turns of a thread that is at hand, and what lies on either side of them. */
export function pageOf({ turns, earlier }: Thread, { limit, before, after, turnId }: Stretch): TurnPage {
  const [from, to] = rangeOf(turns, { limit, before, after, turnId })
  const page = turns.slice(from, to)
  const last = page.at(-1)
  const left = turns.length - to
  return {
    turns: page,
    earlier: earlierThan(page, from + (earlier?.turns ?? 0)),
    later: last && left > 0 ? { turns: left, afterSeq: last.lastSeq } : null,
  }
}

function rangeOf(turns: readonly Turn[], { limit, before, after, turnId }: Stretch): [number, number] {
  if (turnId !== undefined) {
    const at = turns.findIndex(turn => turn.id === turnId)
    if (at < 0) throw new Failure('turn.notFound', 'That turn is not part of this thread.', { turnId })
    const from = Math.max(0, at - Math.floor(limit / 2))
    return [from, Math.min(turns.length, from + limit)]
  }
  if (after !== undefined) {
    const from = turns.findIndex(turn => turn.firstSeq > after)
    return from < 0 ? [turns.length, turns.length] : [from, Math.min(turns.length, from + limit)]
  }
  const later = before === undefined ? -1 : turns.findIndex(turn => turn.firstSeq >= before)
  const to = later < 0 ? turns.length : later
  return [Math.max(0, to - limit), to]
}

const PREVIEW_CHARS = 120

const markOf = (turn: Turn): TurnMark => {
  const message = turn.items.find(item => item.type === 'userMessage')
  const preview = message?.type === 'userMessage' ? textOf(message.content).replaceAll(/\s+/g, ' ').trim() : ''
  const { id: turnId, firstSeq, status, startedAt } = turn
  return { turnId, firstSeq, status, startedAt, preview: preview.slice(0, PREVIEW_CHARS) }
}

/** A row of the index in the tree of forks. */
export const lineageNode = (row: ThreadRow): LineageNode => ({
  threadId: row.id,
  title: row.title,
  preview: row.preview,
  updatedAt: row.updatedAt,
  archived: row.archived,
  forkedFrom: row.forkedFrom === null ? null : { threadId: row.forkedFrom, beforeSeq: row.forkedSeq ?? 0 },
  editOf: row.editOf,
})
