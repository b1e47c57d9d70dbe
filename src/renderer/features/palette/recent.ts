import type { AppStore } from '../../state/store.ts'

const MOST = 30

/** Remembers that an entry was chosen, the newest first. */
export const noteUse = (store: AppStore, id: string): void =>
  store.setState(({ recent }) => ({ recent: [id, ...recent.filter(other => other !== id)].slice(0, MOST) }))
