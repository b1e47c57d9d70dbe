import { useEffect } from 'react'
import { isQuiet, newsOf } from '../../contract/notifications.ts'
import type { News } from '../../contract/notifications.ts'
import type { App } from '../state/app.ts'
import { useApp, useAppParts } from '../state/app.ts'
import { waitingCount } from '../state/selectors.ts'
import { inBrowser } from '../ui/chords.ts'
import { playSoundOnce } from '../state/sounds.ts'

/**
 * Tells of threads while nobody looks at this window, and counts on it what waits. In the desktop window the shell tells:
 * it does so without a window, too. Sounds are the page's in either.
 */
export function useNews(): void {
  const app = useAppParts()
  const waiting = useApp(waitingCount)
  useEffect(() => tellNews(app), [app])
  useEffect(() => {
    document.title = waiting > 0 ? `(${waiting}) Heddle` : 'Heddle'
    // Only an installed page has a badge; to others it does nothing.
    if (inBrowser && 'setAppBadge' in navigator) navigator.setAppBadge(waiting).catch(() => undefined)
  }, [waiting])
}

function tellNews(app: App): () => void {
  const { store } = app
  return store.subscribe(({ summaries, preferences }, before) => {
    if (summaries === before.summaries || before.summaries === null || document.hasFocus()) return
    const { notify } = preferences
    if (isQuiet(notify, new Date())) return
    for (const after of Object.values(summaries ?? {})) {
      const known = before.summaries[after.id]
      const news = known === after ? null : newsOf(known, after, notify)
      if (!news) continue
      playSoundOnce(notify.sounds[news.kind])
      if (inBrowser) tell(app, news)
    }
  })
}

/** A later message about the same thread takes the place of an earlier one. */
function tell({ actions }: App, { threadId, title, text }: News): void {
  if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
  const shown = new Notification(title, { body: text, tag: threadId, silent: true })
  shown.addEventListener('click', () => {
    window.focus()
    actions.openThread(threadId)
    shown.close()
  })
}
