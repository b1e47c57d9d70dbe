import { useState } from 'react'
import type { Result } from '../../../contract/router.ts'
import { messageOf } from '../../state/connection.ts'
import { useEngine } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog, takeFocus } from '../../ui/Dialog.tsx'
import { FirstField } from '../../ui/FirstField.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'
import { t } from '../../ui/i18n/t.ts'
import { BrowseDialog } from '../firstRun/index.ts'
import { ScopeChoice } from './ScopeChoice.tsx'
import type { Scope } from './ScopeChoice.tsx'
import { importSentence } from './words.ts'

interface ImportDialogProps {
  cwd: string | null
  onShow(path: string): void
  onClose(): void
}

/** Takes in skills from a folder or a zip file, and says what came of it. */
export function ImportDialog({ cwd, onShow, onClose }: ImportDialogProps) {
  const engine = useEngine()
  const [from, setFrom] = useState('')
  const [scope, setScope] = useState<Scope>('user')
  const [browsing, setBrowsing] = useState<'folder' | 'zip' | null>(null)
  const [refused, setRefused] = useState<string | null>(null)
  const [outcome, setOutcome] = useState<Result<'skill/import'> | null>(null)
  const take = async () => {
    try {
      const params = { ...(cwd === null ? {} : { cwd }), scope, from: from.trim() }
      setOutcome(await engine.call('skill/import', params))
    } catch (error) {
      setRefused(messageOf(error))
    }
  }
  if (outcome) return <Outcome outcome={outcome} onShow={onShow} onClose={onClose} />
  return (
    <>
      <FormDialog
        title={t('Import skills')}
        width={520}
        action={t('Import')}
        ready={from.trim() !== ''}
        aside={cwd !== null && <ScopeChoice value={scope} onChange={setScope} />}
        onSubmit={take}
        onClose={onClose}
      >
        <FirstField
          name={t('From')}
          about={t('A folder or zip file with a SKILL.md in it, or with several skills in folders.')}
          problem={refused}
          value={from}
          onChange={next => {
            setFrom(next)
            setRefused(null)
          }}
        />
        <div className="formDialogRow">
          <Button onClick={() => setBrowsing('folder')}>{t('Choose a folder…')}</Button>
          <Button onClick={() => setBrowsing('zip')}>{t('Choose a zip file…')}</Button>
        </div>
      </FormDialog>
      {browsing !== null && (
        <BrowseDialog
          title={browsing === 'zip' ? t('Choose a zip file') : t('Choose a folder')}
          start={undefined}
          {...(browsing === 'zip' ? { endings: ['.zip'] } : {})}
          choose={t('Choose')}
          onChoose={path => {
            setFrom(path)
            setRefused(null)
            setBrowsing(null)
          }}
          onClose={() => setBrowsing(null)}
        />
      )}
    </>
  )
}

interface OutcomeProps {
  outcome: Result<'skill/import'>
  onShow(path: string): void
  onClose(): void
}

function Outcome({ outcome: { paths, skipped }, onShow, onClose }: OutcomeProps) {
  const [first] = paths
  const finish = () => {
    onClose()
    if (first !== undefined) onShow(first)
  }
  return (
    <Dialog title={t('Import skills')} width={520} onClose={finish}>
      <div className="formDialog">
        <p role="status">{importSentence(paths, skipped)}</p>
        {paths.length > 0 && <Lines label={t('Imported')} lines={paths} />}
        {skipped.length > 0 && <Lines label={t('Left out')} lines={skipped} />}
        <footer className="formDialogFoot">
          <span className="formDialogGap" />
          <button type="button" ref={takeFocus} className="button fill" onClick={finish}>
            {first === undefined ? t('Close') : t('Show')}
          </button>
        </footer>
      </div>
    </Dialog>
  )
}

const Lines = ({ label, lines }: { label: string; lines: readonly string[] }) => (
  <div className="skillOutcome" tabIndex={0} role="region" aria-label={label}>
    <h3 className="fieldName">{label}</h3>
    <ul>
      {lines.map(line => (
        <li key={line} className="mono">
          <VisibleText text={line} />
        </li>
      ))}
    </ul>
  </div>
)
