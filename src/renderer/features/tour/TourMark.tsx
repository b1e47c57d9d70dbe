import { lazy, Suspense } from 'react'
import { useApp } from '../../state/app.ts'
import { touredThread } from '../../state/tour.ts'

const Tour = lazy(async () => ({ default: (await import('./Tour.tsx')).Tour }))

/** The tour, while its thread stands in front. It loads when somebody takes it. */
export function TourMark() {
  const threadId = useApp(({ preferences, layout }) => touredThread(preferences.tour, layout))
  return threadId === null ? null : (
    <Suspense>
      <Tour threadId={threadId} />
    </Suspense>
  )
}
