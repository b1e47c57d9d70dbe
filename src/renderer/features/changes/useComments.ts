import { useCallback, useMemo, useState } from 'react'
import { useDraft } from '../../state/app.ts'
import { commentsFrom, keptComments } from './comments.ts'
import type { Comment } from './comments.ts'
import type { Selection } from './items.ts'

export interface Comments {
  list: readonly Comment[]
  /** The rows that are being commented on. */
  box: Selection | null
  begin(selection: Selection): void
  add(comment: Omit<Comment, 'id'>): void
  remove(id: string): void
  close(): void
}

/** The comments of a thread that are not sent yet. They survive a restart as drafts do. */
export function useComments(threadId: string): Comments {
  const [list, set] = useCommentDrafts(threadId)
  const [box, setBox] = useState<Selection | null>(null)
  return useMemo(
    () => ({
      list,
      box,
      begin: setBox,
      add(comment) {
        set([...list, { ...comment, id: crypto.randomUUID() }])
        setBox(null)
      },
      remove: id => set(list.filter(comment => comment.id !== id)),
      close: () => setBox(null),
    }),
    [list, box, set],
  )
}

/** The comments themselves, and a way to replace them. */
export function useCommentDrafts(threadId: string): [readonly Comment[], (comments: readonly Comment[]) => void] {
  const [kept, write] = useDraft(`comments:${threadId}`)
  const list = useMemo(() => commentsFrom(kept), [kept])
  return [list, useCallback(comments => write(keptComments(comments)), [write])]
}
