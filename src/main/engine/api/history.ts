import type { LineageNode } from '../../../contract/history.ts'
import { Failure } from '../../../contract/procedure.ts'
import type { ParsedParams } from '../../../contract/router.ts'
import type { ContentPart } from '../../../core/thread/items.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { ThreadRow } from '../store/index/threadRow.ts'
import type { ThreadActor } from '../threads/threadActor.ts'
import { createRepeats } from './repeats.ts'
import type { TurnPages } from './turnPages.ts'

type HistoryHandlers = Pick<
  Handlers,
  | 'thread/turns'
  | 'thread/outline'
  | 'thread/fork'
  | 'thread/edit'
  | 'thread/lineage'
  | 'thread/revert'
  | 'thread/unrevert'
>

export interface HistoryApiDeps {
  /** A thread with its last turn at least. */
  peek(threadId: string): Promise<{ thread: Thread }>
  /** A thread whose history is that of another before a seq; `editOf` is the turn that it says differently. */
  fork(from: { threadId: string; beforeSeq: number; editOf?: string }): Promise<ThreadActor>
  /** Takes `turns` turns, from `beforeSeq` on, out of a thread. */
  revert(from: { threadId: string; beforeSeq: number; turns: number }): Promise<number>
  unrevert(threadId: string): Promise<number>
  newId(): string
  turns: TurnPages
  lineage(threadId: string): LineageNode[]
}

export function historyHandlers(deps: HistoryApiDeps): HistoryHandlers {
  const forks = createRepeats<{ threadId: string }>()

  const fork = async ({ threadId, turnId, side }: ParsedParams<'thread/fork'>) => {
    const { thread } = await deps.peek(threadId)
    const turn = turnId === undefined ? thread.turns.at(-1) : await deps.turns.turn(threadId, turnId)
    if (turn?.status === 'running' && side === 'after')
      throw new Failure('turn.running', 'This turn is still running. Stop it first, or fork before it.', { threadId })
    const beforeSeq = turn ? (side === 'before' ? turn.firstSeq : turn.lastSeq + 1) : thread.seq + 1
    return { threadId: (await deps.fork({ threadId, beforeSeq })).id }
  }

  const edit = async (threadId: string, turnId: string, content: ContentPart[]) => {
    const turn = await deps.turns.turn(threadId, turnId)
    const actor = await deps.fork({ threadId, beforeSeq: turn.firstSeq, editOf: turnId })
    await actor.send({ inputId: deps.newId(), content, delivery: 'queue' })
    return { threadId: actor.id }
  }

  return {
    'thread/turns': ({ threadId, ...wanted }) => deps.turns.page(threadId, wanted),
    'thread/outline': async ({ threadId }) => ({ turns: await deps.turns.outline(threadId) }),
    'thread/fork': params => forks.once(params.commandId, params, () => fork(params)),
    'thread/edit': ({ commandId, threadId, turnId, content }) =>
      forks.once(commandId, [threadId, turnId, content], () => edit(threadId, turnId, content)),
    'thread/revert': async ({ threadId, turnId }) => {
      const marks = await deps.turns.outline(threadId)
      const at = marks.findIndex(mark => mark.turnId === turnId)
      const first = marks[at]
      if (!first) throw new Failure('turn.notFound', 'That turn is not part of this thread.', { turnId })
      const turns = marks.length - at
      return { seq: await deps.revert({ threadId, beforeSeq: first.firstSeq, turns }), turns }
    },
    'thread/unrevert': async ({ threadId }) => ({ seq: await deps.unrevert(threadId) }),
    'thread/lineage': async ({ threadId }) => ({ nodes: deps.lineage(threadId) }),
  }
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
