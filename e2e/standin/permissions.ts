type RequestHandler = (
  contents: unknown,
  permission: string,
  answer: (isGranted: boolean) => void,
  details: object,
) => void
type CheckHandler = (contents: unknown, permission: string, origin: string, details: object) => boolean

/** The handlers of a session that are asked for permissions. Without one Electron grants, and so do we. */
export type SessionHandlers = { request: RequestHandler | null; check: CheckHandler | null }

/** Electron's name of a permission, and the descriptor of the web platform. */
const permissions: [string, { name: string; allowWithoutSanitization?: boolean }][] = [
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['midi', { name: 'midi' }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['clipboard-sanitized-write', { name: 'clipboard-write', allowWithoutSanitization: false }],
]

/** What the handlers say about each permission, as Chromium takes it. */
export function permissionStates(handlers: SessionHandlers, contents: unknown) {
  return permissions.map(([name, permission]) => {
    const isGranted = asks(handlers, contents, name)
    return { permission, setting: isGranted ? ('granted' as const) : ('denied' as const) }
  })
}

function asks({ request, check }: SessionHandlers, contents: unknown, name: string): boolean {
  if (check !== null && !check(contents, name, '', {})) return false
  let isGranted = request === null
  // A handler that answers later would need a prompt to wait in; the ones we know answer at once.
  request?.(contents, name, answer => (isGranted = answer), {})
  return isGranted
}
