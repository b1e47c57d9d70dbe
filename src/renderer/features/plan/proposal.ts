import type { Thread } from '../../../core/thread/thread.ts'
import type { App } from '../../state/app.ts'
import { isThreadTab } from '../../state/layout.ts'
import { toggleSide } from '../../state/sides.ts'
import { addNotice, updateLayout, viewOf } from '../../state/store.ts'

export type Proposal = NonNullable<Thread['proposal']>

/** What `jumpTo` calls the proposal of a turn in the pane. */
export const soughtPlan = (turnId: string): string => `plan/${turnId}`

/** The first heading of a plan, else its first line. */
export function titleOfPlan(text: string): string {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const line = lines.find(each => /^#{1,6} /.test(each)) ?? lines[0] ?? ''
  return line.replace(/^#{1,6} +/, '').trim()
}

/** Shows the plan of the thread in front, with the keys on it if it waits for an answer. */
export function showPlan(app: Pick<App, 'store'>): void {
  const { store } = app
  updateLayout(store, layout => ({ ...layout, panelTab: 'plan' }))
  toggleSide(store, 'panel', true)
  const proposal = proposalInFront(app)
  if (proposal) store.setState({ jumpTo: soughtPlan(proposal.turnId) })
}

/** Accepts the plan of the thread in front and begins it. */
export async function acceptPlan({ store, engine }: Pick<App, 'store' | 'engine'>): Promise<void> {
  const proposal = proposalInFront({ store })
  if (!proposal) return
  const { turnId } = proposal
  const threadId = store.getState().layout.active
  try {
    await engine.call('plan/decide', { threadId, turnId, decision: { type: 'accept', start: true } })
  } catch (error) {
    addNotice(store, 'error', error instanceof Error ? error.message : String(error))
  }
}

/** The plan of the thread in front that waits for an answer. */
function proposalInFront({ store }: Pick<App, 'store'>): Proposal | null {
  const state = store.getState()
  const { active } = state.layout
  const proposal = isThreadTab(active) ? viewOf(state, active).thread?.proposal : undefined
  return proposal && !proposal.decision ? proposal : null
}

/** Goes to where the plan is talked about. */
export function keepPlanning(): void {
  document.querySelector<HTMLElement>('textarea[aria-label="Message"]')?.focus()
}
