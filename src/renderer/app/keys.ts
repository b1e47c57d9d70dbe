import { applies, COMMANDS } from '../features/palette/index.ts'
import type { App } from '../state/app.ts'
import { chordOf, chordOfPress } from '../ui/chords.ts'

/**
 * Runs commands by their chords, wherever the focus is, from the first key on: before anything is drawn. A dialog keeps its
 * keys to itself.
 */
export function listenForShortcuts(app: App): void {
  window.addEventListener('keydown', event => {
    if (event.defaultPrevented || event.isComposing) return
    if (!event.metaKey && !event.ctrlKey && !event.altKey && !/^F\d/.test(event.key)) return
    const { overlay, preferences } = app.store.getState()
    const chord = chordOfPress(event)
    const command = COMMANDS.find(each => chordOf(each.id, preferences.chords) === chord && applies(each, app))
    if (!command) return
    event.preventDefault()
    if (overlay !== null && command.id !== overlay) return
    command.run(app)
  })
}
