import { frontTab, isThreadTab } from './layout.ts'
import { viewOf } from './store.ts'
import type { AppState } from './store.ts'
import { panesOf } from './tab.ts'
import { inBrowser } from '../ui/chords.ts'
import type { Contexts } from './when.ts'

/** What is so in this window now. */
export function contextsOf(state: AppState): Contexts {
  const { layout, visits, summaries } = state
  const { active, tabs, closed } = layout
  const front = frontTab(layout)
  const panes = front ? panesOf(front).length : 0
  const status = summaries?.[active]?.status
  return {
    thread: isThreadTab(active),
    running: status === 'running' || status === 'waiting',
    waiting: status === 'waiting',
    proposal: isThreadTab(active) && (viewOf(state, active).thread?.proposal ?? null) !== null,
    split: panes > 1,
    maximised: front?.maximised === true,
    tab: front !== null,
    tabs: tabs.length > 1,
    closed: closed.length > 0,
    past: visits.back.length > 0,
    future: visits.forward.length > 0,
    writing: document.activeElement?.matches('.composer-field') === true,
    desktop: !inBrowser,
  }
}
