import './composer.css'
import { useState } from 'react'
import { runningTurn, waitingCalls } from '../../../core/thread/thread.ts'
import type { ThreadSettings } from '../../../core/thread/settings.ts'
import type { ContentPart } from '../../../core/thread/items.ts'
import { textContent } from '../../state/actions.ts'
import { useActions, useApp, useSummary, useThread } from '../../state/app.ts'
import { NEW_TAB } from '../../state/layout.ts'
import { t } from '../../ui/i18n/t.ts'
import { ComposerBox } from './ComposerBox.tsx'
import { ContextGauge } from './ContextGauge.tsx'
import { ComposerDialogs } from './ComposerDialogs.tsx'
import { modelOf } from './models.ts'
import { modeAfter, useModes } from './modes.ts'
import { QueuedMessages } from './QueuedMessages.tsx'
import { SettingsPickers } from './SettingsPickers.tsx'
import { useSlashCommands } from './useSlashCommands.ts'
import type { ComposerDialog } from './useSlashCommands.ts'

/** Where messages are written: to a thread, or the first one of a thread that begins with it. */
export function Composer({ threadId }: { threadId: string | null }) {
  return threadId === null ? <NewThreadComposer /> : <ThreadComposer key={threadId} threadId={threadId} />
}

function NewThreadComposer() {
  const { cwd, settings, starting } = useApp(state => state.newThread)
  const { startThread, chooseSettings } = useActions()
  const modes = useModes(cwd)
  const blind = useIsBlind(settings)
  const [dialog, show] = useState<ComposerDialog | null>(null)
  const configure = async (next: ThreadSettings) => chooseSettings(next)
  const send = (text: string) => void startThread(textContent(text))
  const commands = useSlashCommands({ threadId: null, cwd, settings, modes, configure, send, show })
  const nextMode = () => settings && chooseSettings({ ...settings, mode: modeAfter(modes, settings.mode) })
  return (
    <div className="composerStack">
      <ComposerBox
        draftKey={NEW_TAB}
        threadId={null}
        cwd={cwd}
        placeholder={cwd === null ? t('Choose a folder first.') : t('What should the agent do?')}
        blocked={cwd === null || starting}
        onSend={content => startThread(content)}
        onRun={command => startThread({ command })}
        blind={blind}
        takesFocus
        commands={commands}
        onNextMode={nextMode}
        controls={settings && <SettingsPickers cwd={cwd} settings={settings} modes={modes} onChange={chooseSettings} />}
      />
      <ComposerDialogs
        shown={dialog}
        onClose={() => show(null)}
        {...{ threadId: null, cwd, settings, modes, commands }}
      />
    </div>
  )
}

function ThreadComposer({ threadId }: { threadId: string }) {
  const { send, interrupt, configure, runCommand } = useActions()
  const enterWhileRunning = useApp(state => state.preferences.enterWhileRunning)
  const settings = useThread(threadId, thread => thread.settings)
  const turnId = useThread(threadId, thread => runningTurn(thread)?.id ?? null)
  const isInFront = useApp(({ layout }) => layout.active === threadId)
  const isWaiting = useThread(threadId, thread => waitingCalls(thread).length > 0) ?? false
  const isProposed = useThread(threadId, ({ proposal }) => proposal !== undefined && !proposal.decision) ?? false
  const cwd = useThread(threadId, thread => thread.cwd)
  const modes = useModes(cwd)
  const blind = useIsBlind(settings)
  const [dialog, show] = useState<ComposerDialog | null>(null)
  const isCutShort = useSummary(threadId)?.status === 'interrupted'

  const deliveryOf = (opposite: boolean) => {
    // A turn that a crash cut short reads nothing until it goes on.
    if (turnId === null || isCutShort) return 'queue'
    return (enterWhileRunning === 'steer') === opposite ? 'queue' : 'steer'
  }
  const say = (content: ContentPart[], opposite = false) => void send(threadId, content, deliveryOf(opposite))
  const configureThread = (next: ThreadSettings) => configure(threadId, next)
  const commands = useSlashCommands({
    threadId,
    cwd,
    settings,
    modes,
    configure: configureThread,
    send: text => say(textContent(text)),
    show,
  })
  const nextMode = () => settings && void configureThread({ ...settings, mode: modeAfter(modes, settings.mode) })
  return (
    <div className="composerStack">
      <QueuedMessages threadId={threadId} />
      <ComposerBox
        draftKey={threadId}
        threadId={threadId}
        cwd={cwd}
        placeholder={turnId !== null ? STEER : isProposed ? REFINE : ASK}
        onSend={say}
        onRun={command => void runCommand(threadId, command)}
        blind={blind}
        running={turnId === null || isCutShort ? null : { enter: enterWhileRunning }}
        onStop={turnId === null ? undefined : () => void interrupt(threadId, turnId)}
        takesFocus={isInFront && !isWaiting}
        commands={commands}
        onNextMode={nextMode}
        controls={
          <>
            {settings && (
              <SettingsPickers
                cwd={cwd}
                settings={settings}
                modes={modes}
                onChange={next => void configureThread(next)}
              />
            )}
            <ContextGauge threadId={threadId} />
          </>
        }
      />
      <ComposerDialogs shown={dialog} onClose={() => show(null)} {...{ threadId, cwd, settings, modes, commands }} />
    </div>
  )
}

const ASK = t('Ask for a change, or ask a question.')
const STEER = t('Steer the agent, or queue what comes next.')
const REFINE = t('Say what should be different about the plan.')

/** Whether the model is known to see no pictures. */
const useIsBlind = (settings: ThreadSettings | null): boolean =>
  useApp(({ models }) => settings !== null && modelOf(models ?? [], settings)?.vision === false)
