import { useState } from 'react'
import type { UndoRecord } from '../../../contract/undo.ts'
import { useQuery } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { ago } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'
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
    <section className="changesOutside" aria-label={t('Undone')}>
      <h3>{t('Undone')}</h3>
      <ul>
        {undos.slice(0, SHOWN).map(undo => (
          <li key={undo.undoId} className="changesUndone">
            <span>
              {wordsOf(undo)} · {ago(undo.at, now)}
            </span>
            {takenBack.has(undo.undoId) ? (
              <span>{t('taken back')}</span>
            ) : (
              <Button look="quiet" disabled={running} onClick={() => setUndoing(undo.undoId)}>
                {t('Undo the undo')}
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
  ofUndo === null
    ? tn(paths.length, '{n} file put back', '{n} files put back')
    : tn(paths.length, '{n} file as before an undo', '{n} files as before an undo')
