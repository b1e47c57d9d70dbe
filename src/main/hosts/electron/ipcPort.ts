import type { IpcMain, IpcMainEvent, WebContents } from 'electron'
import type { MessagePort } from '../../../rpc/port.ts'

/** The one channel between a window and the main process. The preload script knows it by the same name. */
export const portChannel = 'heddle:port'

/** What a page sends. `port` is an id of its choice, new for each connection. */
type PageEnvelope =
  { port: string; type: 'open' } | { port: string; type: 'message'; message: unknown } | { port: string; type: 'close' }

type OpenPort = { id: string; receive(message: unknown): void; end(): void }

export type IpcPortsDeps = {
  ipcMain: Pick<IpcMain, 'on'>
  /** The only origin that may talk to us, e.g. `app://heddle`. */
  origin: string
  /** True for the windows we opened ourselves. */
  isOurs(contents: WebContents): boolean
  /** Takes over a new port. The port queues what arrives before it has a handler. */
  serve(port: MessagePort): void
  /** Told about each message that was refused, and why. */
  onRefused(reason: string): void
}

/**
 * Serves one message port for each window over the one channel. Opening a port closes the window's previous one,
 * so a reloaded page starts afresh and messages of the page before it (their port id differs) go nowhere.
 */
export function serveIpcPorts(deps: IpcPortsDeps): void {
  const openPorts = new WeakMap<WebContents, OpenPort>()

  function open(contents: WebContents, id: string): void {
    openPorts.get(contents)?.end()
    const { port, openPort } = createPort(contents, id)
    openPorts.set(contents, openPort)
    contents.once('destroyed', openPort.end)
    contents.once('render-process-gone', openPort.end)
    deps.serve(port)
  }

  deps.ipcMain.on(portChannel, (event: IpcMainEvent, raw: unknown) => {
    const reason = refusal(event, deps)
    const envelope = parseEnvelope(raw)
    if (reason !== undefined) return deps.onRefused(reason)
    if (envelope === undefined) return deps.onRefused('not an envelope')
    if (envelope.type === 'open') return open(event.sender, envelope.port)
    const openPort = openPorts.get(event.sender)
    // Not an attack but a race: the port was replaced while the message was on its way.
    if (openPort?.id !== envelope.port) return
    if (envelope.type === 'close') openPort.end()
    else openPort.receive(envelope.message)
  })
}

/** Why a message is not taken, or undefined when it comes from the main frame of our own page in our own window. */
function refusal(event: IpcMainEvent, { origin, isOurs }: IpcPortsDeps): string | undefined {
  const frame = event.senderFrame
  if (frame === null) return 'the sending frame is gone'
  if (!isOurs(event.sender)) return 'not a window of ours'
  if (frame.parent !== null || frame.frameTreeNodeId !== event.sender.mainFrame.frameTreeNodeId)
    return 'not the main frame'
  if (frame.origin !== origin) return `origin ${frame.origin}`
  return event.ports.length === 0 ? undefined : 'carries transferred ports'
}

function parseEnvelope(raw: unknown): PageEnvelope | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { port, type, message } = raw as Record<string, unknown>
  if (typeof port !== 'string' || port.length > 64) return undefined
  if (type === 'message') return { port, type, message }
  return type === 'open' || type === 'close' ? { port, type } : undefined
}

/** Calls handlers in order; what arrives before the first handler waits for it. */
function createPort(contents: WebContents, id: string): { port: MessagePort; openPort: OpenPort } {
  const messageHandlers = new Set<(message: unknown) => void>()
  const closeHandlers = new Set<() => void>()
  let early: unknown[] = []
  let isOpen = true

  const post = (envelope: object) => {
    if (!contents.isDestroyed()) contents.send(portChannel, { port: id, ...envelope })
  }
  const end = () => {
    if (!isOpen) return
    isOpen = false
    contents.off('destroyed', end)
    contents.off('render-process-gone', end)
    for (const handler of closeHandlers) handler()
  }
  const port: MessagePort = {
    send(message) {
      if (isOpen) post({ type: 'message', message })
    },
    onMessage(handler) {
      messageHandlers.add(handler)
      const waiting = early
      early = []
      for (const message of waiting) handler(message)
      return () => messageHandlers.delete(handler)
    },
    onClose(handler) {
      closeHandlers.add(handler)
      return () => closeHandlers.delete(handler)
    },
    close() {
      if (!isOpen) return
      post({ type: 'close' })
      end()
    },
  }
  const receive = (message: unknown) => {
    if (!isOpen) return // sent before the page learnt that we closed
    if (messageHandlers.size === 0) early.push(message)
    for (const handler of messageHandlers) handler(message)
  }
  return { port, openPort: { id, receive, end } }
}
