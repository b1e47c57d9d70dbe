import type { DragEvent } from 'react'
import type { TabId } from './layout.ts'
import type { AppStore } from './store.ts'

/** What an element needs so that the thread or room that it stands for can be dragged to a tab or a pane. */
export const dragProps = (store: AppStore, id: TabId) => ({
  draggable: true,
  onDragStart(event: DragEvent) {
    event.dataTransfer.setData('text/heddle-tab', id)
    event.dataTransfer.effectAllowed = 'move'
    // Chromium ends a drag at once whose start changes the page under the pointer.
    requestAnimationFrame(() => store.setState({ dragged: id }))
  },
  onDragEnd: () => store.setState({ dragged: null }),
})
