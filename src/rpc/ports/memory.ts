import type { MessagePort } from '../port.ts'

/** Two connected ends in one process. Messages are copied and delivered in later microtasks, as on a real wire. */
export function memoryPorts(): [MessagePort, MessagePort] {
  const a = end()
  const b = end()
  a.join(b)
  b.join(a)
  return [a.port, b.port]
}

interface End {
  port: MessagePort
  join(other: End): void
  receive(message: unknown): void
  shut(): void
}

function end(): End {
  const messages = new Set<(message: unknown) => void>()
  const closes = new Set<() => void>()
  let peer: End | null = null
  let open = true

  const shut = () => {
    if (!open) return
    open = false
    for (const handler of [...closes]) handler()
  }

  const port: MessagePort = {
    send(message) {
      const copy = structuredClone(message)
      queueMicrotask(() => open && peer?.receive(copy))
    },
    onMessage(handler) {
      messages.add(handler)
      return () => void messages.delete(handler)
    },
    onClose(handler) {
      closes.add(handler)
      return () => void closes.delete(handler)
    },
    close() {
      shut()
      peer?.shut()
    },
  }
  return {
    port,
    join: other => void (peer = other),
    receive: message => messages.forEach(handler => open && handler(message)),
    shut,
  }
}
