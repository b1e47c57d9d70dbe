import './composer.css'
import { runningTurn, waitingCalls } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { textOf } from '../../../core/thread/items.ts'
import { textContent } from '../../state/actions.ts'
import { useActions, useApp, useSummary, useThread } from '../../state/app.ts'
import { NEW_TAB } from '../../state/layout.ts'
import { ComposerBox } from './ComposerBox.tsx'
import { ContextGauge } from './ContextGauge.tsx'
import { modeAfter, useModes } from './modes.ts'
import { QueuedMessages } from './QueuedMessages.tsx'
import { SettingsPickers } from './SettingsPickers.tsx'
import { useSlashCommands } from './useSlashCommands.ts'

/** Where messages are written: to a thread, or the first one of a thread that begins with it. */
export function Composer({ threadId }: { threadId: string | null }) {
  return threadId === null ? <NewThreadComposer /> : <ThreadComposer key={threadId} threadId={threadId} />
}

function NewThreadComposer() {
  const { cwd, settings, starting } = useApp(state => state.newThread)
  const { startThread, chooseSettings } = useActions()
  const modes = useModes(cwd)
  const mode = settings?.mode ?? 'code'
  const setMode = async (next: string) => {
    if (settings) chooseSettings({ ...settings, mode: next })
  }
  const commands = useSlashCommands({ threadId: null, mode, modes, setMode, send: text => void startThread(text) })
  return (
    <div className="composerStack">
      <ComposerBox
        draftKey={NEW_TAB}
        placeholder={cwd === null ? 'Choose a folder first.' : 'What should the agent do?'}
        blocked={cwd === null || starting}
        keepsDraft
        onSend={text => void startThread(text)}
        takesFocus
        commands={commands}
        onNextMode={() => void setMode(modeAfter(modes, mode))}
        controls={settings && <SettingsPickers settings={settings} modes={modes} onChange={chooseSettings} />}
      />
    </div>
  )
}

function ThreadComposer({ threadId }: { threadId: string }) {
  const { send, interrupt, configure } = useActions()
  const enterWhileRunning = useApp(state => state.preferences.enterWhileRunning)
  const settings = useThread(threadId, thread => thread.settings)
  const turnId = useThread(threadId, thread => runningTurn(thread)?.id ?? null)
  const isWaiting = useThread(threadId, thread => waitingCalls(thread).length > 0) ?? false
  const lastMessage = useThread(threadId, lastMessageOf) ?? ''
  const isProposed = useThread(threadId, ({ proposal }) => proposal !== undefined && !proposal.decision) ?? false
  const modes = useModes(useThread(threadId, thread => thread.cwd))
  const isCutShort = useSummary(threadId)?.status === 'interrupted'

  const deliveryOf = (opposite: boolean) => {
    // A turn that a crash cut short reads nothing until it goes on.
    if (turnId === null || isCutShort) return 'queue'
    return (enterWhileRunning === 'steer') === opposite ? 'queue' : 'steer'
  }
  const say = (text: string, opposite = false) => void send(threadId, textContent(text), deliveryOf(opposite))
  const mode = settings?.mode ?? 'code'
  const setMode = async (next: string) => {
    if (settings) await configure(threadId, { ...settings, mode: next })
  }
  const commands = useSlashCommands({ threadId, mode, modes, setMode, send: say })
  return (
    <div className="composerStack">
      <QueuedMessages threadId={threadId} />
      <ComposerBox
        draftKey={threadId}
        placeholder={turnId !== null ? STEER : isProposed ? REFINE : ASK}
        onSend={say}
        running={turnId === null || isCutShort ? null : { enter: enterWhileRunning }}
        onStop={turnId === null ? undefined : () => void interrupt(threadId, turnId)}
        recall={lastMessage}
        takesFocus={!isWaiting}
        commands={commands}
        onNextMode={() => void setMode(modeAfter(modes, mode))}
        controls={
          <>
            {settings && (
              <SettingsPickers settings={settings} modes={modes} onChange={next => void configure(threadId, next)} />
            )}
            <ContextGauge threadId={threadId} />
          </>
        }
      />
    </div>
  )
}

const ASK = 'Ask for a change, or ask a question.'
const STEER = 'Steer the agent, or queue what comes next.'
const REFINE = 'Say what should be different about the plan.'

function lastMessageOf(thread: Thread): string {
  for (const turn of thread.turns.toReversed()) {
    const message = turn.items.findLast(item => item.type === 'userMessage')
    if (message) return textOf(message.content)
  }
  return ''
}
