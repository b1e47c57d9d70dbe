import type { MessagePort } from '../port.ts'

/** What the preload script offers the page: one channel that carries contract messages both ways. */
export interface Bridge {
  connect(onMessage: (message: unknown) => void, onClose: () => void): { send(message: unknown): void; close(): void }
}

/** A port over the desktop shell's bridge. */
export function bridgePort(bridge: Bridge): MessagePort {
  const messages = new Set<(message: unknown) => void>()
  const closes = new Set<() => void>()
  const channel = bridge.connect(
    message => messages.forEach(handler => handler(message)),
    () => closes.forEach(handler => handler()),
  )
  return {
    send: message => channel.send(message),
    onMessage: handler => {
      messages.add(handler)
      return () => void messages.delete(handler)
    },
    onClose: handler => {
      closes.add(handler)
      return () => void closes.delete(handler)
    },
    close: () => channel.close(),
  }
}
