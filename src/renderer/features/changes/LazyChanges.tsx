import { lazy, Suspense } from 'react'
import { useApp } from '../../state/app.ts'
import { t } from '../../ui/i18n/t.ts'
import { Skeleton } from '../../ui/Skeleton.tsx'

const Pane = lazy(async () => ({ default: (await import('./ChangesPane.tsx')).ChangesPane }))
const Wide = lazy(async () => ({ default: (await import('./WideChanges.tsx')).WideChanges }))

/** The changes of a thread; what draws them is fetched when they are first looked at. */
export const ChangesPane = ({ threadId }: { threadId: string }) => (
  <Suspense fallback={<Skeleton lines={[70, 50, 80]} label={t('Loading')} />}>
    <Pane threadId={threadId} />
  </Suspense>
)

/** The changes that are read over the whole window, if any are. */
export function ReadingChanges() {
  const threadId = useApp(state => state.changes.wide)
  return threadId === null ? null : (
    <Suspense fallback={null}>
      <Wide key={threadId} threadId={threadId} />
    </Suspense>
  )
}
