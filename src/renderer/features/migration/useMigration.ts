import { useState } from 'react'
import type { MigrationItem } from '../../../contract/migration.ts'
import type { Result } from '../../../contract/router.ts'
import { useAppParts } from '../../state/app.ts'
import { messageOf } from '../../state/connection.ts'
import { useQuery } from '../../state/engine.ts'
import { firstChoice } from './words.ts'

type Applied = Result<'migration/apply'>

export interface Migration {
  home: string | null
  exists: boolean
  items: readonly MigrationItem[] | null
  chosen: ReadonlySet<string>
  choose(ids: readonly string[], on: boolean): void
  /** What came of the import; null before it. */
  applied: Applied | null
  undone: boolean
  busy: boolean
  problem: string | null
  apply(): Promise<void>
  undo(): Promise<void>
}

/** An import from its preview to its end, and back. */
export function useMigration(): Migration {
  const { engine } = useAppParts()
  const { result, failure, reload } = useQuery('migration/preview', {})
  const [picked, setPicked] = useState<ReadonlySet<string> | null>(null)
  const [applied, setApplied] = useState<Applied | null>(null)
  const [undone, setUndone] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refused, setRefused] = useState<string | null>(null)
  const items = result?.items ?? null
  const chosen = picked ?? firstChoice(items ?? [])

  const during = async (work: () => Promise<void>) => {
    setBusy(true)
    setRefused(null)
    try {
      await work()
    } catch (error) {
      setRefused(messageOf(error))
    }
    setBusy(false)
  }
  return {
    home: result?.home ?? null,
    exists: result?.exists ?? true,
    items,
    chosen,
    choose(ids, on) {
      const next = new Set(chosen)
      for (const id of ids)
        if (on) next.add(id)
        else next.delete(id)
      setPicked(next)
    },
    applied,
    undone,
    busy,
    problem: refused ?? failure,
    apply: () =>
      during(async () => {
        setApplied(await engine.call('migration/apply', { ids: [...chosen] }))
        setUndone(false)
      }),
    undo: () =>
      during(async () => {
        const undoId = applied?.undoId
        if (!undoId) return
        await engine.call('migration/undo', { undoId })
        setUndone(true)
        setApplied(null)
        setPicked(null)
        reload()
      }),
  }
}
