import type { App } from '../../state/app.ts'
import { openWindow } from '../../state/ownWindow.ts'
import {
  closePane,
  closeTab,
  neighbourPane,
  neighbourTab,
  openAlone,
  openTabAt,
  reopen,
  shiftFocused,
  shiftTab,
  updateFront,
} from '../../state/layout.ts'
import { updateLayout } from '../../state/store.ts'
import { arrange, toggleMaximised } from '../../state/tab.ts'
import type { Edge } from '../../state/tab.ts'
import { travel } from '../../state/visits.ts'
import { t } from '../../ui/i18n/t.ts'
import { layout, overlay } from './command.ts'
import type { Command } from './command.ts'

const MOVES: Readonly<Record<Edge, string>> = {
  left: t('Move pane left'),
  right: t('Move pane right'),
  above: t('Move pane up'),
  below: t('Move pane down'),
}

const TAB_NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9]

/** Moves the thread in front to a window of its own. */
function toOwnWindow({ store }: App): void {
  const { active } = store.getState().layout
  openWindow(active)
  updateLayout(store, state => closePane(state, active))
}

/** Panes, tabs and windows. */
export const PANE_COMMANDS: readonly Command[] = [
  { id: 'split', name: t('Open a thread beside this one…'), when: 'thread', run: overlay('split') },
  { id: 'pane.next', name: t('Next pane'), when: 'split', run: layout(state => neighbourPane(state, 1)) },
  { id: 'pane.previous', name: t('Previous pane'), when: 'split', run: layout(state => neighbourPane(state, -1)) },
  {
    id: 'pane.maximise',
    name: t('Maximise the pane, or show all again'),
    when: 'split',
    run: layout(state => updateFront(state, toggleMaximised)),
  },
  ...(['left', 'right', 'above', 'below'] as const).map((edge): Command => ({
    id: `pane.${edge}`,
    name: MOVES[edge],
    when: 'split && !maximised',
    run: layout(state => shiftFocused(state, edge)),
  })),
  {
    id: 'pane.columns',
    name: t('All panes beside each other'),
    when: 'split',
    run: layout(state => updateFront(state, tab => arrange(tab, 'columns'))),
  },
  {
    id: 'pane.grid',
    name: t('All panes in a grid'),
    when: 'split',
    run: layout(state => updateFront(state, tab => arrange(tab, 'grid'))),
  },
  {
    id: 'pane.alone',
    name: t('Move the pane to a tab of its own'),
    when: 'split',
    run: layout(state => openAlone(state, state.active)),
  },
  { id: 'close', name: t('Close pane or tab'), when: 'tab', run: layout(state => closePane(state, state.active)) },
  { id: 'close.tab', name: t('Close tab'), when: 'tab', run: layout(state => closeTab(state, state.active)) },
  { id: 'reopen', name: t('Reopen closed pane or tab'), when: 'closed', run: layout(reopen) },
  { id: 'back', name: t('Back'), when: 'past', run: ({ store }) => travel(store, 'back') },
  { id: 'forward', name: t('Forward'), when: 'future', run: ({ store }) => travel(store, 'forward') },
  { id: 'previous', name: t('Previous tab'), when: 'tabs || !tab', run: layout(state => neighbourTab(state, -1)) },
  { id: 'next', name: t('Next tab'), when: 'tabs || !tab', run: layout(state => neighbourTab(state, 1)) },
  { id: 'tab.left', name: t('Move tab left'), when: 'tab && tabs', run: layout(state => shiftTab(state, -1)) },
  { id: 'tab.right', name: t('Move tab right'), when: 'tab && tabs', run: layout(state => shiftTab(state, 1)) },
  ...TAB_NUMBERS.map((number): Command => ({
    id: `tab${number}`,
    name: t('Tab {number}', { number }),
    quiet: true,
    run: layout(state => openTabAt(state, number - 1)),
  })),
  { id: 'window.new', name: t('New window'), run: () => openWindow() },
  { id: 'window.move', name: t('Move the thread to a new window'), when: 'thread', run: toOwnWindow },
]
