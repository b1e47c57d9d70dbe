import type { AppStore } from '../../state/store.ts'

/** Opens the changes of a thread over the whole window, or closes them. */
export const readChanges = (store: AppStore, threadId: string | null): void =>
  store.setState(({ changes }) => ({ changes: { ...changes, wide: threadId } }))
