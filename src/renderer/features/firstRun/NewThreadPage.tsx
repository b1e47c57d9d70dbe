import './firstRun.css'
import { useEffect } from 'react'
import { useActions, useApp, useAppParts } from '../../state/app.ts'
import { useWatch } from '../../state/engine.ts'
import { t } from '../../ui/i18n/t.ts'
import { Composer } from '../composer/index.ts'
import { MigrationHint } from '../migration/index.ts'
import { TourOffer } from '../tour/index.ts'
import { TrustCard } from '../trust/index.ts'
import { WorktreeChoice } from '../worktrees/index.ts'
import { FirstTasks } from './FirstTasks.tsx'
import { FolderChoice } from './FolderChoice.tsx'
import { ModelLine } from './ModelLine.tsx'

/** Where a thread begins: a folder, a model, and the first message. */
export function NewThreadPage() {
  const { chooseFolder } = useActions()
  const cwd = useApp(state => state.newThread.cwd)
  useFreshSettings()
  const isFirst = useApp(state => state.summaries !== null && Object.keys(state.summaries).length === 0)
  const restored = useApp(state => state.restored)
  return (
    <div className="firstRun">
      <div className="firstRunScroll">
        <div className="firstRunColumn">
          {isFirst ? <Introduction /> : <h1>{t('New thread')}</h1>}
          {isFirst && restored && <TourOffer />}
          {isFirst && <MigrationHint />}
          <FolderChoice isFirst={isFirst} />
          <WorktreeChoice />
          <ModelLine isFirst={isFirst} />
          <FirstTasks />
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
    <h1>{t('Welcome to Heddle')}</h1>
    <p>
      {t('Choose a folder and say what should happen there. An agent reads, plans and changes files while you watch.')}
    </p>
    <p>{t('It asks before it does anything that needs your word, and what it did can be taken back.')}</p>
  </div>
)
