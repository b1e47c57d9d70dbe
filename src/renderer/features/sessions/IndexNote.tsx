import './indexNote.css'
import { TriangleAlert } from 'lucide-react'
import type { IndexProgress } from '../../../contract/sessions.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { updateSessions } from '../../state/store.ts'
import { Button } from '../../ui/Button.tsx'
import { Icon } from '../../ui/Icon.tsx'
import { Progress } from '../../ui/Progress.tsx'
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
            The index of threads was damaged. It lies at <span className="mono">{damaged}</span> and is made anew; the
            threads themselves are untouched.
          </p>
          <Button look="quiet" onClick={() => updateSessions(store, { damaged: null })}>
            OK
          </Button>
        </div>
      )}
      {progress !== null && progress.phase !== 'ready' && (
        <div className="indexNote">
          <p>{wordsOf(progress)}</p>
          <Progress label="Reading sessions" done={progress.done} of={progress.of} />
        </div>
      )}
    </>
  )
}

const wordsOf = ({ phase, done, of }: IndexProgress): string =>
  phase === 'looking' || of === 0 ? 'Looking for sessions…' : `Reading ${grouped(done)} of ${grouped(of)} sessions…`
