import { useEffect } from 'react'
import { COMMANDS } from '../features/palette/index.ts'
import { useAppParts } from '../state/app.ts'
import { isThreadTab } from '../state/layout.ts'
import { chordOf, chordOfPress } from '../ui/chords.ts'

/** Runs commands by their chords, wherever the focus is. A dialog keeps its keys to itself. */
export function useShortcuts(): void {
  const app = useAppParts()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (!event.metaKey && !event.ctrlKey && !event.altKey && !/^F\d/.test(event.key)) return
      const { overlay, preferences, layout } = app.store.getState()
      const chord = chordOfPress(event)
      const command = COMMANDS.find(({ id }) => chordOf(id, preferences.chords) === chord)
      if (!command || (command.when === 'thread' && !isThreadTab(layout.active))) return
      event.preventDefault()
      if (overlay !== null && command.id !== overlay) return
      command.run(app)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [app])
}
