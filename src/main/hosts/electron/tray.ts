import type { Menu, NativeImage, Tray } from 'electron'

/** A thread that waits for an answer. */
export interface WaitingThread {
  threadId: string
  title: string
}

export interface TrayDeps {
  Tray: typeof Tray
  Menu: Pick<typeof Menu, 'buildFromTemplate'>
  image(): NativeImage
  /** What its menu says, by id, as `MenuWords` names it. */
  say(id: string, english: string): string
  show(hash?: string): void
  newThread(): void
  quit(): void
  log(message: string): void
}

export interface TraySign {
  /** Whether it is there at all. */
  use(on: boolean): void
  tell(waiting: readonly WaitingThread[]): void
  /** Says everything anew, in other words. */
  refresh(): void
}

/** More would not be read in a menu; the Inbox has them all. */
const MOST = 8

/** The sign among those of the system: what waits, and the way to it. */
export function createTraySign(deps: TrayDeps): TraySign {
  const { say } = deps
  let tray: Tray | null = null
  let waiting: readonly WaitingThread[] = []

  const refresh = () => {
    if (tray === null) return
    const places = waiting.slice(0, MOST).map(({ threadId, title }) => ({
      label: title.slice(0, 60),
      click: () => deps.show(`#/thread/${encodeURIComponent(threadId)}`),
    }))
    const nothing = { label: say('tray.nothing', 'Nothing waits for an answer'), enabled: false }
    const heading = { label: say('tray.waiting', 'Waiting for an answer'), enabled: false }
    tray.setToolTip(waiting.length === 0 ? 'Heddle' : `Heddle (${waiting.length})`)
    tray.setContextMenu(
      deps.Menu.buildFromTemplate([
        { label: say('tray.show', 'Show Heddle'), click: () => deps.show() },
        { label: say('new', 'New thread'), click: deps.newThread },
        { type: 'separator' },
        ...(places.length === 0 ? [nothing] : [heading, ...places]),
        { type: 'separator' },
        { label: say('tray.quit', 'Quit'), click: deps.quit },
      ]),
    )
  }
  return {
    refresh,
    use(on) {
      if (on === (tray !== null)) return
      tray?.destroy()
      tray = null
      if (!on) return
      try {
        tray = new deps.Tray(deps.image())
        tray.on('click', () => deps.show())
        refresh()
      } catch (error) {
        deps.log(`No sign among those of the system: ${String(error)}`) // some desktops have no place for one
      }
    },
    tell(next) {
      waiting = next
      refresh()
    },
  }
}
