import './indexNote.css'
import { TriangleAlert } from 'lucide-react'
import type { IndexProgress } from '../../../contract/sessions.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { updateSessions } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { t } from '../../ui/i18n/t.ts'
import { grouped } from './words.ts'

/** How far the index of past threads is, and once, that it was damaged. Nothing while all is well. */
export function IndexNote({ progress }: { progress: IndexProgress | null }) {
  const { store } = useAppParts()
  const damaged = useApp(state => state.sessions.damaged)
  return (
    <>
      {damaged !== null && (
        <div className="indexNote damaged" role="alert">
          <Icon of={TriangleAlert} />
          <p>
            {t(
              'The index of threads was damaged and is made anew; the threads themselves are untouched. What was there:',
            )}{' '}
            <span className="mono">{damaged}</span>
          </p>
          <Button look="quiet" onClick={() => updateSessions(store, { damaged: null })}>
            {t('OK')}
          </Button>
        </div>
      )}
      {progress !== null && progress.phase !== 'ready' && (
        <div className="indexNote">
          <p>{wordsOf(progress)}</p>
          <Progress label={t('Reading sessions')} done={progress.done} of={progress.of} />
        </div>
      )}
    </>
  )
}

const wordsOf = ({ phase, done, of }: IndexProgress): string =>
  phase === 'looking' || of === 0
    ? t('Looking for sessions…')
    : t('Reading {n} of {of} sessions…', { n: grouped(done), of: grouped(of) })
