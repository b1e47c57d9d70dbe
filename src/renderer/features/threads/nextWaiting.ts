import type { App } from '../../state/app.ts'
import { nextWaiting } from '../../state/selectors.ts'
import { addNotice } from '../../state/store.ts'

/** Brings the next thread that waits for a person to the front. */
export function showNextWaiting({ store, actions }: App): void {
  const state = store.getState()
  const next = nextWaiting(state, state.layout.active)
  if (next === null) addNotice(store, 'info', 'Nothing waits for you.')
  else actions.openThread(next)
}
