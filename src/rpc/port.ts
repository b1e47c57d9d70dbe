/** One end of a connection that carries JSON-RPC messages, in order. Values are plain JSON data. */
export interface MessagePort {
  send(message: unknown): void
  /** The handler gets each message in order. Returns a function that removes it. */
  onMessage(handler: (message: unknown) => void): () => void
  onClose(handler: () => void): () => void
  close(): void
  /** Bytes or messages waiting to leave; absent where the wire cannot tell. A slow reader shows here. */
  backlog?(): number
}
