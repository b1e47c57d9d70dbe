import { createContext, use } from 'react'
import { useFold } from '../../state/app.ts'
import type { App } from '../../state/app.ts'
import { isThreadTab } from '../../state/layout.ts'

/** Whether everything in a thread was opened or folded at once; null where nobody asked for it. */
export const FoldedAlike = createContext<boolean | null>(null)

export const foldKey = (threadId: string): string => `all of ${threadId}`

/** Whether a row is open: as it was left, else as all of them were, else as such rows are. */
export const useRowFold = (id: string, byDefault: boolean): [boolean, () => void] =>
  useFold(id, use(FoldedAlike) ?? byDefault)

/** Opens or folds everything in the thread in front. */
export function foldAll({ store }: App, open: boolean): void {
  const { active } = store.getState().layout
  if (isThreadTab(active)) store.setState({ folds: { [foldKey(active)]: open } })
}
