import { useState } from 'react'
import type { UndoRecord } from '../../../contract/undo.ts'
import { useQuery } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { ago, plural } from '../../ui/format.ts'
import { useClock } from '../../ui/useClock.ts'
import { UndoDialog } from '../undo/index.ts'

/** The newest undos that are listed. */
const SHOWN = 5

/** What was put back in a thread; each undo can be taken back in turn. */
export function Undos({ threadId, version, running }: { threadId: string; version: string; running: boolean }) {
  const { result } = useQuery('undo/list', { threadId }, version)
  const [undoing, setUndoing] = useState<string | null>(null)
  const now = useClock(60_000)
  const undos = result?.undos ?? []
  if (undos.length === 0) return null
  const takenBack = new Set(undos.map(({ ofUndo }) => ofUndo))
  return (
    <section className="changesOutside" aria-label="Undone">
      <h3>Undone</h3>
      <ul>
        {undos.slice(0, SHOWN).map(undo => (
          <li key={undo.undoId} className="changesUndone">
            <span>
              {wordsOf(undo)} · {ago(undo.at, now)}
            </span>
            {takenBack.has(undo.undoId) ? (
              <span>taken back</span>
            ) : (
              <Button look="quiet" disabled={running} onClick={() => setUndoing(undo.undoId)}>
                Undo the undo
              </Button>
            )}
          </li>
        ))}
      </ul>
      {undoing !== null && <UndoDialog target={{ threadId, undoId: undoing }} onClose={() => setUndoing(null)} />}
    </section>
  )
}

const wordsOf = ({ ofUndo, paths }: UndoRecord): string =>
  `${plural(paths.length, 'file')} ${ofUndo === null ? 'put back' : 'as before an undo'}`
