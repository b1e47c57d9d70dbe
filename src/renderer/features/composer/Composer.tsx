import './composer.css'
import { runningTurn, waitingCalls } from '../../../core/thread/thread.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { textOf } from '../../../core/thread/items.ts'
import { textContent } from '../../state/actions.ts'
import { useActions, useApp, useSummary, useThread } from '../../state/app.ts'
import { NEW_TAB } from '../../state/layout.ts'
import { ComposerBox } from './ComposerBox.tsx'
import { ContextGauge } from './ContextGauge.tsx'
import { QueuedMessages } from './QueuedMessages.tsx'
import { SettingsPickers } from './SettingsPickers.tsx'

/** Where messages are written: to a thread, or the first one of a thread that begins with it. */
export function Composer({ threadId }: { threadId: string | null }) {
  return threadId === null ? <NewThreadComposer /> : <ThreadComposer key={threadId} threadId={threadId} />
}

function NewThreadComposer() {
  const { cwd, settings, starting } = useApp(state => state.newThread)
  const { startThread, chooseSettings } = useActions()
  return (
    <div className="composerStack">
      <ComposerBox
        draftKey={NEW_TAB}
        placeholder={cwd === null ? 'Choose a folder first.' : 'What should the agent do?'}
        blocked={cwd === null || starting}
        keepsDraft
        onSend={text => void startThread(text)}
        takesFocus
        controls={settings && <SettingsPickers settings={settings} onChange={chooseSettings} />}
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
  const isCutShort = useSummary(threadId)?.status === 'interrupted'

  const deliveryOf = (opposite: boolean) => {
    // A turn that a crash cut short reads nothing until it goes on.
    if (turnId === null || isCutShort) return 'queue'
    return (enterWhileRunning === 'steer') === opposite ? 'queue' : 'steer'
  }
  return (
    <div className="composerStack">
      <QueuedMessages threadId={threadId} />
      <ComposerBox
        draftKey={threadId}
        placeholder={
          turnId === null ? 'Ask for a change, or ask a question.' : 'Steer the agent, or queue what comes next.'
        }
        onSend={(text, opposite) => void send(threadId, textContent(text), deliveryOf(opposite))}
        running={turnId === null || isCutShort ? null : { enter: enterWhileRunning }}
        onStop={turnId === null ? undefined : () => void interrupt(threadId, turnId)}
        recall={lastMessage}
        takesFocus={!isWaiting}
        controls={
          <>
            {settings && <SettingsPickers settings={settings} onChange={next => void configure(threadId, next)} />}
            <ContextGauge threadId={threadId} />
          </>
        }
      />
    </div>
  )
}

function lastMessageOf(thread: Thread): string {
  for (const turn of thread.turns.toReversed()) {
    const message = turn.items.findLast(item => item.type === 'userMessage')
    if (message) return textOf(message.content)
  }
  return ''
}
