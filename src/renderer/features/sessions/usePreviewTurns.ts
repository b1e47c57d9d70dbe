import { useCallback, useEffect, useRef, useState } from 'react'
import type { TurnPage } from '../../../contract/history.ts'
import { useApp } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useEngine } from '../../state/engine.ts'

export interface PreviewTurns {
  /** Turns of the thread that is asked for; null until they are there. */
  page: TurnPage | null
  failure: string | null
  more(side: 'earlier' | 'later'): void
}

const TURNS = 6
const MORE_TURNS = 20

/** Reads a thread around one of its turns, or its newest turns, without opening it. */
export function usePreviewTurns(threadId: string | null, turnId: string | null): PreviewTurns {
  const { call } = useEngine()
  const isConnected = useApp(state => state.connection === 'open')
  const [shown, setShown] = useState<{ threadId: string; page: TurnPage } | null>(null)
  const [failed, setFailed] = useState<{ threadId: string; turnId: string | null; text: string } | null>(null)
  const isPaging = useRef(false)

  const page = shown?.threadId === threadId ? shown.page : null
  const isHeld = page !== null && holds(page, turnId)
  useEffect(() => {
    if (threadId === null || !isConnected || isHeld) return
    let stale = false
    call('thread/turns', { threadId, limit: TURNS, ...(turnId === null ? {} : { turnId }) }).then(
      page => {
        if (stale) return
        setFailed(null)
        setShown({ threadId, page })
      },
      (error: unknown) => stale || setFailed({ threadId, turnId, text: messageOf(error) }),
    )
    return () => {
      stale = true
    }
  }, [call, threadId, turnId, isHeld, isConnected])

  const more = useCallback(
    (side: 'earlier' | 'later') => {
      if (isPaging.current || !shown) return
      const { threadId, page } = shown
      const { earlier, later } = page
      const where = side === 'earlier' ? earlier && { before: earlier.beforeSeq } : later && { after: later.afterSeq }
      if (!where) return
      isPaging.current = true
      call('thread/turns', { threadId, limit: MORE_TURNS, ...where })
        .then(
          added => setShown(now => (now?.page === page ? { threadId, page: joined(page, added, side) } : now)),
          (error: unknown) => setFailed({ threadId, turnId: null, text: messageOf(error) }),
        )
        .finally(() => {
          isPaging.current = false
        })
    },
    [call, shown],
  )
  const isOfThis = failed !== null && failed.threadId === threadId && (failed.turnId === turnId || page !== null)
  return { page, failure: isOfThis ? failed.text : null, more }
}

/** Whether a page shows a turn; the newest turns are shown where none follows. */
const holds = ({ turns, later }: TurnPage, turnId: string | null): boolean =>
  turnId === null ? later === null : turns.some(turn => turn.id === turnId)

const joined = (before: TurnPage, added: TurnPage, side: 'earlier' | 'later'): TurnPage =>
  side === 'earlier'
    ? { turns: [...added.turns, ...before.turns], earlier: added.earlier, later: before.later }
    : { turns: [...before.turns, ...added.turns], earlier: before.earlier, later: added.later }
