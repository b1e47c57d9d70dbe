import { useEffect } from 'react'
import { COMMANDS } from '../features/palette/index.ts'
import { useAppParts } from '../state/app.ts'
import { isMac } from '../ui/platform.ts'

/** The chord of a key press, written like those of the commands: `mod+shift+t`. */
export function chordOf(event: KeyboardEvent): string {
  const mod = isMac ? event.metaKey : event.ctrlKey
  const parts = [mod && 'mod', event.altKey && 'alt', event.shiftKey && 'shift', keyOf(event)]
  return parts.filter(part => part !== false).join('+')
}

/** The letter or digit as typed; where shift or alt made another character of it, the key's own. */
function keyOf({ key, code }: KeyboardEvent): string {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase()
  const own = /^(?:Key|Digit)(\w)$/.exec(code)?.[1]
  if (own) return own.toLowerCase()
  return { BracketLeft: '[', BracketRight: ']' }[code] ?? key.toLowerCase()
}

/** Runs commands by their chords, wherever the focus is. A dialog keeps its keys to itself. */
export function useShortcuts(): void {
  const app = useAppParts()
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return
      if (!event.metaKey && !event.ctrlKey && !event.altKey) return
      const chord = chordOf(event)
      const command = COMMANDS.find(each => each.chord === chord)
      if (!command) return
      event.preventDefault()
      const { overlay } = app.store.getState()
      if (overlay !== null && command.id !== overlay) return
      command.run(app)
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [app])
}
