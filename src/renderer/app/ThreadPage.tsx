import { Composer } from '../features/composer/index.ts'
import { Timeline } from '../features/timeline/index.ts'
import { TrustCard } from '../features/trust/index.ts'
import { useSummary, useThread } from '../state/app.ts'
import { InterruptedBanner } from './Banners.tsx'
import { ThreadHeader } from './ThreadHeader.tsx'

interface ThreadPageProps {
  threadId: string
  /** It stands beside others. */
  isSplit: boolean
}

/** One thread: what happened, and the place to say what comes next. */
export function ThreadPage({ threadId, isSplit }: ThreadPageProps) {
  const summary = useSummary(threadId)
  const cwd = useThread(threadId, thread => thread.cwd) ?? summary?.cwd ?? null
  return (
    <>
      <ThreadHeader threadId={threadId} isSplit={isSplit} />
      <InterruptedBanner threadId={threadId} />
      <Timeline threadId={threadId} />
      <TrustCard cwd={cwd} />
      <Composer threadId={threadId} />
    </>
  )
}
