import './differences.css'
import { useState } from 'react'
import { useApp } from '../../state/app.ts'
import { useFolders } from '../../state/folders.ts'
import { NO_PROFILE } from '../../state/profilesPlace.ts'
import { baseName } from '../../ui/format.ts'
import { Picker } from '../../ui/Picker.tsx'
import { t } from '../../ui/i18n/t.ts'
import { titleOf } from './actions.ts'
import { ComparePage } from './ComparePage.tsx'
import type { KnownProfiles } from './useProfiles.ts'

const ANYWHERE = ''

/** What changes for threads with this profile against what counts now, in a folder if one is chosen. */
export function ResultPage({ name, known }: { name: string; known: KnownProfiles }) {
  const folders = useFolders()
  const [cwd, setCwd] = useState(ANYWHERE)
  const isEdited = useApp(({ profiles }) => name in profiles.edits)
  // What is active is shown against the configuration without a profile.
  const against = name === known.active ? NO_PROFILE : known.active
  return (
    <>
      <div className="resultHead">
        <p>
          {name === NO_PROFILE && against === NO_PROFILE
            ? t('This is what new threads get.')
            : t('What threads get with {name}, where that is not what they get with {against}.', {
                name: titleOf(name),
                against: titleOf(against),
              })}
        </p>
        <Picker
          label={t('Folder')}
          align="end"
          value={cwd}
          choices={[
            { value: ANYWHERE, name: t('In any folder') },
            ...folders.map(({ path }) => ({
              value: path,
              name: t('In {path}', { path: baseName(path) }),
              about: path,
            })),
          ]}
          onChange={setCwd}
        />
      </div>
      {isEdited && <p className="profilesNote">{t('Changes that are not saved yet are not in it.')}</p>}
      <ComparePage left={against} right={name} cwd={cwd === ANYWHERE ? null : cwd} version={known.version} />
    </>
  )
}
