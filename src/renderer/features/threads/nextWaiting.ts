import type { App } from '../../state/app.ts'
import { nextWaiting } from '../../state/selectors.ts'
import { addNotice } from '../../state/store.ts'
import { t } from '../../ui/i18n/t.ts'

/** Brings the next thread that waits for a person to the front. */
export function showNextWaiting({ store, actions }: App): void {
  const state = store.getState()
  const next = nextWaiting(state, state.layout.active)
  if (next === null) addNotice(store, 'info', t('Nothing waits for you.'))
  else actions.openThread(next)
}
