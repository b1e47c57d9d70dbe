import type { MessagePort } from '../port.ts'
import { PARSE_ERROR } from '../protocol.ts'

export interface TextWire {
  send(text: string): void
  close(): void
  backlog?(): number
}

/**
 * A port over a wire of JSON texts. The owner of the wire feeds `receive` and `shut`. A text that is not JSON is
 * answered with a parse error, and the wire lives on.
 */
export function textPort(wire: TextWire) {
  const messages = new Set<(message: unknown) => void>()
  const closes = new Set<() => void>()
  let open = true

  const port: MessagePort = {
    send: message => {
      if (open) wire.send(JSON.stringify(message))
    },
    onMessage: handler => {
      messages.add(handler)
      return () => void messages.delete(handler)
    },
    onClose: handler => {
      closes.add(handler)
      return () => void closes.delete(handler)
    },
    close: () => wire.close(),
    backlog: () => wire.backlog?.() ?? 0,
  }

  return {
    port,
    receive(text: string): void {
      let message: unknown
      try {
        message = JSON.parse(text)
      } catch {
        port.send({ jsonrpc: '2.0', id: null, error: { code: PARSE_ERROR, message: 'The message is not valid JSON.' } })
        return
      }
      for (const handler of messages) handler(message)
    },
    shut(): void {
      if (!open) return
      open = false
      for (const handler of [...closes]) handler()
    },
  }
}
