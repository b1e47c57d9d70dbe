import type { App } from '../../state/app.ts'
import { toggleSide } from '../../state/sides.ts'
import { updateLayout } from '../../state/store.ts'

/** Brings the agents of the thread in front into view. */
export function showAgents({ store }: Pick<App, 'store'>): void {
  updateLayout(store, layout => ({ ...layout, panelTab: 'agents' }))
  toggleSide(store, 'panel', true)
}
