import { useCallback, useEffect, useRef, useState } from 'react'
import type { WrittenLine } from '../../../contract/log.ts'
import { useApp, useThread } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useEngine } from '../../state/engine.ts'
import type { Engine } from '../../state/engine.ts'

export interface Written {
  /** Null before the first answer. */
  lines: readonly WrittenLine[] | null
  path: string | null
  /** Lines before these are there and not read yet. */
  hasEarlier: boolean
  failure: string | null
  readEarlier(): void
}

interface Read {
  lines: WrittenLine[]
  path: string | null
  from: number
  to: number
}

/** The lines of a thread's file: the last of them at first, earlier ones when asked for, new ones as they are written. */
export function useWritten(threadId: string): Written {
  const engine = useEngine()
  const connected = useApp(state => state.connection === 'open')
  const seq = useThread(threadId, thread => thread.seq)
  const [read, setRead] = useState<Read | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const now = useRef<Read | null>(null)
  const reading = useRef<Promise<void>>(Promise.resolve())
  const isAsked = useRef(false)

  /** One after the other: each begins where the one before it has ended. */
  const inTurn = useCallback((work: () => Promise<Read | null>) => {
    reading.current = reading.current.then(work).then(
      next => {
        if (next === null) return
        now.current = next
        setRead(next)
        setFailure(null)
      },
      (error: unknown) => setFailure(messageOf(error)),
    )
  }, [])

  useEffect(() => {
    // Every event is a reason to look; many at once are one.
    if (!connected || seq === null || isAsked.current) return
    isAsked.current = true
    inTurn(() => {
      isAsked.current = false
      return readOn(engine, threadId, now.current)
    })
  }, [engine, threadId, seq, connected, inTurn])

  const readEarlier = useCallback(
    () =>
      inTurn(async () => {
        const before = now.current
        if (before === null || before.from === 0) return null
        const page = await engine.call('thread/written', { threadId, before: before.from })
        return { ...before, lines: [...page.lines, ...before.lines], from: page.from }
      }),
    [engine, threadId, inTurn],
  )
  return {
    lines: read?.lines ?? null,
    path: read?.path ?? null,
    hasEarlier: (read?.from ?? 0) > 0,
    failure,
    readEarlier,
  }
}

/** What was written since, all of it; null where that is nothing. */
async function readOn(engine: Engine, threadId: string, before: Read | null): Promise<Read | null> {
  const read = before ?? (await engine.call('thread/written', { threadId }))
  const page = await engine.call('thread/written', { threadId, after: read.to })
  // Another file, e.g. after a way back: it is read from its end anew.
  if (page.path !== read.path) return engine.call('thread/written', { threadId })
  if (page.lines.length === 0) return before === null ? read : null
  const next = { ...read, lines: [...read.lines, ...page.lines], to: page.to }
  return (await readOn(engine, threadId, next)) ?? next
}
