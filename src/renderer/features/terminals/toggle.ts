import type { App } from '../../state/app.ts'
import { toggleSide } from '../../state/sides.ts'
import { updateLayout } from '../../state/store.ts'

/** Shows terminals and takes the focus there; from within them, puts the panel away and goes back to the message. */
export function toggleTerminals({ store }: Pick<App, 'store'>): void {
  if (document.activeElement?.closest('.terminals')) {
    toggleSide(store, 'panel', false)
    document.querySelector<HTMLElement>('.composer textarea, .composer [contenteditable]')?.focus()
    return
  }
  updateLayout(store, layout => ({ ...layout, panelTab: 'terminal' }))
  toggleSide(store, 'panel', true)
  store.setState(({ terminals }) => ({ terminals: { ...terminals, asked: true } }))
}
