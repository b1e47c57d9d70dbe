import './firstRun.css'
import { FolderOpen, Sprout } from 'lucide-react'
import { useEffect, useMemo } from 'react'
import { useActions, useApp, useAppParts } from '../../state/app.ts'
import { useWatch } from '../../state/engine.ts'
import { useFolders } from '../../state/folders.ts'
import type { KnownFolder } from '../../state/folders.ts'
import { Button } from '../../ui/Button.tsx'
import { baseName } from '../../ui/format.ts'
import { Composer } from '../composer/index.ts'
import { MigrationHint } from '../migration/index.ts'
import { TrustCard } from '../trust/index.ts'

const SHOWN = 5

/** Where a thread begins: a folder, a model, and the first message. */
export function NewThreadPage() {
  const { chooseFolder } = useActions()
  const cwd = useApp(state => state.newThread.cwd)
  useFreshSettings()
  const isFirst = useApp(state => state.summaries !== null && Object.keys(state.summaries).length === 0)
  return (
    <div className="firstRun">
      <div className="firstRunScroll">
        <div className="firstRunColumn">
          {isFirst ? <Introduction /> : <h1>New thread</h1>}
          {isFirst && <MigrationHint />}
          <FolderChoice />
          <ModelLine />
        </div>
      </div>
      <TrustCard cwd={cwd} onAnswered={() => cwd !== null && void chooseFolder(cwd)} />
      <Composer threadId={null} />
    </div>
  )
}

/** As long as nobody chose other settings, they are what the configuration says now. */
function useFreshSettings(): void {
  const { store } = useAppParts()
  const { chooseFolder } = useActions()
  const { frame } = useWatch('config/watch', {})
  const version = frame?.version
  useEffect(() => {
    const { cwd, settings, asRead } = store.getState().newThread
    if (version !== undefined && cwd !== null && settings !== null && settings === asRead) void chooseFolder(cwd)
  }, [store, chooseFolder, version])
}

const Introduction = () => (
  <div className="firstRunIntroduction">
    <h1>Welcome to Heddle</h1>
    <p>Choose a folder and say what should happen there. An agent reads, plans and changes files while you watch.</p>
    <p>
      It asks before it does anything that needs your word. Each piece of work is a thread; run as many as you like.
    </p>
    <p>To look around first, take the sample project and say hello.</p>
  </div>
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

function FolderChoice() {
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
      <legend>Folder</legend>
      {folders.map(({ path, branch }) => (
        <label key={path} className={path === chosen ? 'firstRunFolder chosen' : 'firstRunFolder'} title={path}>
          <input
            type="radio"
            name="folder"
            className="firstRunRadio"
            checked={path === chosen}
            onChange={() => void chooseFolder(path)}
          />
          <span className="firstRunName">{baseName(path)}</span>
          <span className="firstRunPath truncate">
            <bdi>{path}</bdi>
          </span>
          {branch && <span className="firstRunBranch truncate">{branch}</span>}
        </label>
      ))}
      <div className="firstRunButtons">
        <Button icon={FolderOpen} onClick={() => store.setState({ overlay: 'browse' })}>
          Choose a folder
        </Button>
        <Button look="quiet" icon={Sprout} onClick={() => void takeSample()}>
          Use the sample project
        </Button>
      </div>
    </fieldset>
  )
}

/** What will answer, and what is missing if it cannot. */
function ModelLine() {
  const settings = useApp(state => state.newThread.settings)
  const models = useApp(state => state.models)
  if (!settings) return null
  const model = models?.find(({ provider, slug }) => provider === settings.provider && slug === settings.model)
  return (
    <div className="firstRunModel">
      <p>
        Answers come from <strong>{model?.name ?? settings.model}</strong>
        {model && ` · ${model.providerName}`}. You can choose another one below.
      </p>
      {model?.unavailable && <p className="firstRunMissing">{model.unavailable}</p>}
    </div>
  )
}
