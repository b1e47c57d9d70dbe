import { Composer } from '../features/composer/index.ts'
import { Timeline } from '../features/timeline/index.ts'
import { InterruptedBanner } from './Banners.tsx'
import { ThreadHeader } from './ThreadHeader.tsx'

/** One thread: what happened, and the place to say what comes next. */
export const ThreadPage = ({ threadId }: { threadId: string }) => (
  <>
    <ThreadHeader threadId={threadId} />
    <InterruptedBanner threadId={threadId} />
    <Timeline threadId={threadId} />
    <Composer threadId={threadId} />
  </>
)
