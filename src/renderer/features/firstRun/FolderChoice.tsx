import { FolderOpen, Sprout } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useActions, useApp, useAppParts } from '../../state/app.ts'
import { useFolders } from '../../state/folders.ts'
import type { KnownFolder } from '../../state/folders.ts'
import { Button } from '../../ui/Button.tsx'
import { inBrowser } from '../../ui/chords.ts'
import { baseName } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'

const SHOWN = 5

/**
 * Where a thread works: one of the folders used lately, another one, or the sample project. Whoever begins is told of
 * dropping one as well.
 */
export function FolderChoice({ isFirst }: { isFirst: boolean }) {
  const { store } = useAppParts()
  const { chooseFolder, chooseSample } = useActions()
  const folders = useOfferedFolders()
  const chosen = useApp(state => state.newThread.cwd)
  const hasSettings = useApp(state => state.newThread.settings !== null)
  const connected = useApp(state => state.connection === 'open')
  const newest = folders[0]?.path

  useEffect(() => {
    const wanted = chosen ?? newest
    if (connected && wanted !== undefined && !hasSettings) void chooseFolder(wanted)
  }, [connected, chosen, newest, hasSettings, chooseFolder])

  const takeSample = async () => {
    const path = await chooseSample()
    if (path !== null) await chooseFolder(path)
  }
  return (
    <fieldset className="firstRunFolders">
      <legend>{t('Folder')}</legend>
      {folders.map(folder => (
        <Folder
          key={folder.path}
          folder={folder}
          chosen={folder.path === chosen}
          onChoose={() => void chooseFolder(folder.path)}
        />
      ))}
      <div className="firstRunButtons">
        <Button icon={FolderOpen} onClick={() => store.setState({ overlay: 'browse' })}>
          {t('Choose a folder')}
        </Button>
        <Button look="quiet" icon={Sprout} onClick={() => void takeSample()}>
          {t('Use the sample project')}
        </Button>
      </div>
      {isFirst && (
        <p className="firstRunHint">
          {inBrowser
            ? t('A folder dropped here cannot be taken: a browser does not tell where it lies.')
            : t('A folder can be dropped on the window as well.')}
        </p>
      )}
    </fieldset>
  )
}

interface FolderProps {
  folder: KnownFolder
  chosen: boolean
  onChoose(): void
}

const Folder = ({ folder: { path, branch }, chosen, onChoose }: FolderProps) => (
  <label className={chosen ? 'firstRunFolder chosen' : 'firstRunFolder'} title={path}>
    <input type="radio" name="folder" className="firstRunRadio" checked={chosen} onChange={onChoose} />
    <span className="firstRunName">{baseName(path)}</span>
    <span className="firstRunPath truncate">
      <bdi>{path}</bdi>
    </span>
    {branch && <span className="firstRunBranch truncate">{branch}</span>}
  </label>
)

/** The newest folders; the chosen one is among them. */
function useOfferedFolders(): KnownFolder[] {
  const folders = useFolders()
  const chosen = useApp(state => state.newThread.cwd)
  return useMemo(() => {
    const list = folders.slice(0, SHOWN)
    if (chosen === null || list.some(folder => folder.path === chosen)) return list
    const known = folders.find(folder => folder.path === chosen)
    return [known ?? { path: chosen, branch: null }, ...list.slice(0, SHOWN - 1)]
  }, [folders, chosen])
}
