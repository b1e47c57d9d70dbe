import type { AppState, AppStore } from '../state/store.ts'

/** What is the same in all windows on one engine. */
type Shared = Pick<AppState, 'preferences' | 'dismissed'>

/** Keeps windows in step that one browser or one desktop shows: what is changed in one holds in all of them. */
export function shareWithWindows(store: AppStore): void {
  const channel = new BroadcastChannel('heddle')
  let isTaking = false
  channel.addEventListener('message', ({ data }: MessageEvent<Partial<Shared>>) => {
    isTaking = true
    store.setState(data)
    isTaking = false
  })
  store.subscribe(({ preferences, dismissed, restored }, before) => {
    if (isTaking || !restored || !before.restored) return
    if (preferences !== before.preferences) channel.postMessage({ preferences } satisfies Partial<Shared>)
    if (dismissed !== before.dismissed) channel.postMessage({ dismissed } satisfies Partial<Shared>)
  })
}
