import { FoldVertical, Square } from 'lucide-react'
import { useState } from 'react'
import { textTokens } from '../../../core/context/tokens.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import { useActions, useAppParts, useLiveText, useSummary } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { count } from '../../ui/format.ts'
import { t } from '../../ui/i18n/t.ts'
import { Progress } from '../../ui/Progress.tsx'
import { compactThread } from './compactThread.ts'
import { compactingTurn } from './compacting.ts'

/** Compacts the thread, shows how far that is, and stops it. */
export function CompactNow({ thread }: { thread: Thread }) {
  const compacting = compactingTurn(thread)
  const isLeftBehind = useSummary(thread.id)?.status === 'interrupted'
  if (compacting && !isLeftBehind) return <Compacting threadId={thread.id} turn={compacting} />
  return <Start thread={thread} />
}

function Start({ thread }: { thread: Thread }) {
  const app = useAppParts()
  const [asked, setAsked] = useState(false)
  const why = whyNot(thread)
  const start = async () => {
    setAsked(true)
    await compactThread(app, thread.id)
    setAsked(false)
  }
  return (
    <div className="contextPane-compact">
      <Button icon={FoldVertical} disabled={why !== null || asked} onClick={() => void start()}>
        {t('Compact now')}
      </Button>
      <span className="contextPane-note">
        {why ?? t('The agent goes on from a summary. You keep seeing everything.')}
      </span>
    </div>
  )
}

function whyNot(thread: Thread): string | null {
  if (thread.archived) return t('This thread is archived.')
  if (runningTurn(thread)) return t('Possible when this turn has ended.')
  return thread.turns.length === 0 ? t('Nothing was said yet.') : null
}

function Compacting({ threadId, turn }: { threadId: string; turn: Turn }) {
  const { interrupt } = useActions()
  const written = textTokens(useLiveText(threadId, { kind: 'summary', id: turn.id }))
  return (
    <div className="contextPane-compacting" role="status">
      <div className="contextPane-compact">
        <span>
          {written > 0 ? t('Compacting: about {size} tokens written', { size: count(written) }) : t('Compacting…')}
        </span>
        <Button look="quiet" icon={Square} onClick={() => void interrupt(threadId, turn.id)}>
          {turn.compactionRequested ? t('Stop') : t('Stop the turn')}
        </Button>
      </div>
      <Progress label={t('Compacting the context')} done={0} of={0} />
    </div>
  )
}
