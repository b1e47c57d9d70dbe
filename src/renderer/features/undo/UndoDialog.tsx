import './undo.css'
import { useEffect, useRef } from 'react'
import type { UndoPreview } from '../../../contract/undo.ts'
import { useThread } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { relativeTo } from '../../ui/format.ts'
import { t, tn } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { OutsideFiles } from './OutsideFiles.tsx'
import { UndoFileRow } from './UndoFileRow.tsx'
import { useUndo } from './useUndo.ts'
import type { Choices, UndoTarget } from './useUndo.ts'

/** Shows what an undo would do, file by file, asks where edits clash, and does it. */
export function UndoDialog({ target, onClose }: { target: UndoTarget; onClose(): void }) {
  const cwd = useThread(target.threadId, thread => thread.cwd) ?? ''
  const { preview, failure, choices, choose, apply, busy, refusal } = useUndo(target, onClose)
  const button = useRef<HTMLButtonElement>(null)
  const isShown = preview !== null
  useEffect(() => {
    if (isShown) button.current?.focus()
  }, [isShown])
  const acts = preview?.files.filter(file => willChange(file, choices)).length ?? 0
  return (
    <Dialog title={titleOf(target, cwd)} width={760} onClose={onClose}>
      <div className="undoBody">
        {failure !== null && <p className="undoProblem">{failure}</p>}
        {failure === null && !preview && <Skeleton lines={[60, 80, 40]} label={t('Looking at the files')} />}
        {preview && <Summary preview={preview} />}
        {preview?.files.map(file => (
          <UndoFileRow key={file.path} cwd={cwd} file={file} choice={choices[file.path]} onChoose={choose} />
        ))}
        {preview && preview.outside.length > 0 && (
          <OutsideFiles title={t('Not undone')} cwd={cwd} outside={preview.outside} />
        )}
      </div>
      <footer className="undoFoot">
        <span className="undoRefusal" role="status">
          {refusal}
        </span>
        <Button look="quiet" onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button look="fill" ref={button} disabled={acts === 0 || busy} onClick={() => void apply()}>
          {wordsFor(acts, isShown)}
        </Button>
      </footer>
    </Dialog>
  )
}

const wordsFor = (files: number, isShown: boolean): string =>
  files > 0 ? tn(files, 'Undo {n} file', 'Undo {n} files') : isShown ? t('Nothing to undo') : t('Undo')

function titleOf({ path, hunk, undoId }: UndoTarget, cwd: string): string {
  if (undoId !== undefined) return t('Undo the undo')
  if (path === undefined) return t('Undo what this turn did to files')
  const name = relativeTo(cwd, path)
  return hunk === undefined ? t('Undo the changes of {name}', { name }) : t('Undo one change of {name}', { name })
}

const willChange = ({ path, action }: UndoPreview['files'][number], choices: Choices): boolean =>
  action === 'conflict' ? choices[path] === 'before' : action !== 'unknown'

function Summary({ preview: { files } }: { preview: UndoPreview }) {
  if (files.length === 0) return <p className="undoWords">{t('All files are as they were before.')}</p>
  const clashes = files.filter(({ action }) => action === 'conflict').length
  const merged = files.filter(({ action }) => action === 'merge').length
  const words = [
    t('What was edited since is kept apart from what the agent did.'),
    merged > 0 && tn(merged, 'In {n} file those edits stay.', 'In {n} files those edits stay.'),
    clashes > 0 &&
      tn(
        clashes,
        '{n} file cannot be told apart: say what is to become of it.',
        '{n} files cannot be told apart: say what is to become of them.',
      ),
  ]
  return <p className="undoWords">{words.filter(Boolean).join(' ')}</p>
}
