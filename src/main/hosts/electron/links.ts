const outwardProtocols = ['http:', 'https:', 'mailto:']

// Some mail programs attach local files named in a link; only what is plain text stays.
const mailFields = ['subject', 'body', 'cc', 'bcc']

// As long as the transient activation of the web platform: time enough for a slow frame between click and open.
const gestureLifetimeMs = 5_000

const gestures = ['mouseDown', 'mouseUp', 'rawKeyDown', 'keyDown', 'gestureTap', 'touchEnd']

/** The address to hand to the operating system for a link, or undefined when the link has to stay inside. */
export function externalAddress(raw: string): string | undefined {
  if (!URL.canParse(raw)) return undefined
  const url = new URL(raw)
  if (!outwardProtocols.includes(url.protocol)) return undefined
  // `https://bank.example@evil.example` reads as another host than it is.
  if (url.username !== '' || url.password !== '') return undefined
  const isMail = url.protocol === 'mailto:'
  if (isMail && [...url.searchParams.keys()].some(field => !mailFields.includes(field.toLowerCase()))) return undefined
  return url.href
}

export type LinkOpener = {
  /** Takes note of an input event of the window, by its Electron type. */
  noteInput(type: string): void
  /** Opens a link outside, if it is allowed to leave and follows a gesture not yet used up. Tells whether it did. */
  open(raw: string): boolean
}

/** Opens links with `openExternal`, one for each gesture of the user and never without one. */
export function createLinkOpener(deps: { openExternal(url: string): void; nowMs(): number }): LinkOpener {
  let gestureAtMs = -Infinity
  return {
    noteInput(type) {
      if (gestures.includes(type)) gestureAtMs = deps.nowMs()
    },
    open(raw) {
      const address = externalAddress(raw)
      if (address === undefined || deps.nowMs() - gestureAtMs > gestureLifetimeMs) return false
      gestureAtMs = -Infinity
      deps.openExternal(address)
      return true
    },
  }
}
