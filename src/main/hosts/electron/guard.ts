import type { Session, WebContents } from 'electron'
import type { LinkOpener } from './links.ts'

type Navigation = { url: string; preventDefault(): void }

/**
 * Locks what a page may do with its window: it stays on the page it shows, opens no window and embeds nothing.
 * Links that may leave go to `links`; a window of ours that it asks for is opened by `openOwn`, which tells whether it was one.
 */
export function guardContents(contents: WebContents, links: LinkOpener, openOwn: (url: string) => boolean): void {
  const refuseOtherPages = (navigation: Navigation) => {
    // Only a reload of the same page; a link to elsewhere opens outside or not at all.
    if (withoutHash(navigation.url) !== withoutHash(contents.getURL())) navigation.preventDefault()
  }
  contents.on('will-navigate', refuseOtherPages)
  contents.on('will-frame-navigate', details => {
    if (details.isMainFrame) refuseOtherPages(details)
    else details.preventDefault()
  })
  contents.on('will-redirect', details => details.preventDefault())
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.on('input-event', (_event, input) => links.noteInput(input.type))
  contents.setWindowOpenHandler(({ url }) => {
    if (!openOwn(url)) links.open(url)
    return { action: 'deny' }
  })
}

/** Denies every permission a page can ask for or query: devices, notifications, clipboard, screen, location. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.setDisplayMediaRequestHandler(null)
}

const withoutHash = (url: string) => url.split('#', 1)[0]
