import './tomlPage.css'
import { useState } from 'react'
import type { Profile } from '../../../contract/config.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { updateProfiles } from '../../state/profiles.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import { Button } from '../../ui/Button.tsx'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { linesBetween } from '../../ui/diff/linesBetween.ts'
import { CodeEditor } from '../../ui/editor/CodeEditor.tsx'
import { plural } from '../../ui/format.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { t } from '../../ui/i18n/t.ts'
import { tomlKnowledge } from './tomlKnowledge.ts'
import { useTextFile } from './useTextFile.ts'
import type { TextFile } from './useTextFile.ts'
import { fileKey } from './values.ts'

interface TomlPageProps {
  name: string
  profile: Profile | null
  version: string
}

/** The file that a profile stands in, as text. */
export function TomlPage({ name, profile, version }: TomlPageProps) {
  const { store } = useAppParts()
  const key = fileKey(profile)
  const { file, failure } = useTextFile(key, version)
  const asked = useApp(state => state.profiles.place)
  // Without a place that was asked for, the editor opens where the profile begins.
  const [first] = useState(() => (profile?.line && key === NO_PROFILE ? { line: profile.line } : null))
  const { complete, help } = tomlKnowledge(key !== NO_PROFILE)
  if (file === null)
    return failure === null ? (
      <Skeleton lines={[30, 50, 40]} label={t('Loading the file')} />
    ) : (
      <p className="profilesNote bad">{failure}</p>
    )
  return (
    <>
      <div className="tomlHead">
        <span className="tomlFile mono truncate" title={file.file}>
          {file.file}
        </span>
        {!file.exists && <span className="profileUse">{t('not there yet')}</span>}
        <span className="profileGap" />
        <Button look="quiet" disabled={!file.isEdited} onClick={file.takeTheirs}>
          {t('Discard')}
        </Button>
        <Button
          look={file.isEdited ? 'fill' : 'line'}
          disabled={!file.isEdited || file.isConflict}
          chord="mod+s"
          onClick={() => void file.save()}
        >
          {t('Save')}
        </Button>
      </div>
      {file.isConflict && <Conflict file={file} />}
      <CodeEditor
        key={`${name} ${key}`}
        label={t('Text of {file}', { file: file.file })}
        language="toml"
        value={file.text}
        problems={file.problems}
        place={asked ?? first}
        complete={complete}
        help={help}
        onChange={file.write}
        onSave={() => void (file.isConflict || file.save())}
      />
      <Problems file={file} onShow={place => updateProfiles(store, { place })} />
    </>
  )
}

/** Somebody else wrote the file meanwhile: nothing of either is lost. */
function Conflict({ file }: { file: TextFile }) {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <div className="tomlConflict" role="alert">
      <p>{t('The file changed on disk since you began to write.')}</p>
      <div className="tomlAnswers">
        <Button onClick={file.keepMine}>{t('Keep mine')}</Button>
        <Button onClick={file.takeTheirs}>{t('Take theirs')}</Button>
        <Button look="quiet" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {isOpen ? t('Hide the difference') : t('Show the difference')}
        </Button>
      </div>
      {isOpen && <DiffView lines={linesBetween(file.onDisk, file.text)} label={t('From theirs to mine')} limit={60} />}
    </div>
  )
}

function Problems({ file, onShow }: { file: TextFile; onShow(place: { line: number; column: number | null }): void }) {
  const { problems } = file
  if (problems.length === 0) return null
  return (
    <section className="tomlProblems" aria-label={t('Problems')}>
      <h3>{plural(problems.length, 'problem')}</h3>
      <ul>
        {problems.map(({ severity, message, line, column }) => (
          <li key={`${line} ${column} ${message}`} className={severity}>
            {line === null ? (
              message
            ) : (
              <button type="button" onClick={() => onShow({ line, column })}>
                <span className="tomlLine">{`${line}:${column ?? 1}`}</span> {message}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
