import { applies, COMMANDS } from '../features/palette/index.ts'
import type { App } from '../state/app.ts'
import { inBrowser } from '../ui/chords.ts'

/** What the desktop shell asks of its page: a command of the menu or the tray, or a thread in a folder. */
export type ShellWish = { type: 'command'; id: string } | { type: 'folder'; path: string }

/** The wish that stands behind the address, or null. */
export function wishOf(hash: string): ShellWish | null {
  const [, kind, raw] = /^#\/(command|folder)\/(.+)$/.exec(hash) ?? []
  if (raw === undefined) return null
  try {
    const value = decodeURIComponent(raw)
    return kind === 'command' ? { type: 'command', id: value } : { type: 'folder', path: value }
  } catch {
    return null // no address of ours
  }
}

/**
 * Does what the shell wishes; whether there was a wish. Only in the desktop window: there nobody but the shell can lead the
 * page anywhere, while any page of a browser may link to ours.
 */
export function obeyShell(app: App, hash: string, isDesktop = !inBrowser): boolean {
  const wish = isDesktop ? wishOf(hash) : null
  if (wish === null) return false
  if (wish.type === 'folder') {
    app.actions.newThread()
    void app.actions.chooseFolder(wish.path)
    return true
  }
  const command = COMMANDS.find(({ id }) => id === wish.id)
  const { overlay } = app.store.getState()
  // As with chords: a dialog keeps everything else away, and some commands count at times only.
  if (!command || (overlay !== null && overlay !== command.id)) return true
  if (applies(command, app)) command.run(app)
  return true
}
