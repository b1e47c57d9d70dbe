import { useEffect, useState } from 'react'
import type { ThreadSummary } from '../../contract/schemas.ts'
import { useAppParts } from '../state/app.ts'
import { titleOf } from '../state/selectors.ts'
import { t } from '../ui/i18n/t.ts'

/** What happens at once is said at once, in one breath. */
const GATHER_MS = 400

/**
 * Tells a screen reader where turns begin, wait and end. Text that streams is not read aloud: it would never stop. Of the
 * thread in front everything is said, of others what somebody may have to do something about.
 */
export function Announcer() {
  const { store } = useAppParts()
  const [said, setSaid] = useState('')
  useEffect(() => {
    let news: string[] = []
    let timer: ReturnType<typeof setTimeout> | undefined
    const unsubscribe = store.subscribe(({ summaries, layout }, before) => {
      if (summaries === before.summaries || before.summaries === null) return
      for (const after of Object.values(summaries ?? {})) {
        const known = before.summaries[after.id]
        if (known === undefined || known === after || known.status === after.status) continue
        const words = wordsOf(after, after.id === layout.active)
        if (words !== null) news.push(words)
      }
      if (news.length === 0) return
      timer ??= setTimeout(() => {
        setSaid(news.join(' '))
        news = []
        timer = undefined
      }, GATHER_MS)
    })
    return () => {
      unsubscribe()
      clearTimeout(timer)
    }
  }, [store])
  return (
    <p className="srOnly" role="status">
      {said}
    </p>
  )
}

function wordsOf(thread: ThreadSummary, isInFront: boolean): string | null {
  const title = titleOf(thread)
  switch (thread.status) {
    case 'waiting':
      return t('{title} waits for an answer.', { title })
    case 'failed':
      return t('{title}: the turn failed.', { title })
    case 'interrupted':
      return t('{title}: the turn was interrupted.', { title })
    case 'done':
      return t('{title}: the turn is done.', { title })
    case 'running':
      return isInFront ? t('The turn runs.') : null
    case 'idle':
      return isInFront ? t('The turn has ended.') : null
  }
}
