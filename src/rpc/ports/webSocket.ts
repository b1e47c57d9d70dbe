import type { MessagePort } from '../port.ts'
import { textPort } from './textPort.ts'

/** What this port needs of a WebSocket: the browser's, Node's and the `ws` package's all have it. */
export interface SocketLike {
  readonly bufferedAmount: number
  send(text: string): void
  close(code?: number): void
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void
  addEventListener(type: 'close' | 'error', listener: () => void): void
}

/** A port over an open socket. */
export function socketPort(socket: SocketLike): MessagePort {
  const wire = textPort({
    send: text => socket.send(text),
    close: () => socket.close(1000),
    backlog: () => socket.bufferedAmount,
  })
  socket.addEventListener('message', event => wire.receive(String(event.data)))
  socket.addEventListener('close', wire.shut)
  socket.addEventListener('error', wire.shut)
  return wire.port
}

/** Opens a socket to the browser host. Rejects when it cannot be opened; the page's cookie is the credential. */
export function openWebSocketPort(url: string, protocols?: string[]): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, protocols)
    const port = socketPort(socket)
    const refused = port.onClose(() => reject(new Error(`No connection to the engine at ${new URL(url).host}.`)))
    socket.addEventListener('open', () => {
      refused()
      resolve(port)
    })
  })
}
