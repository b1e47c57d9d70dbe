import type { Result } from '../../../contract/router.ts'

/** While what was printed before is read, larger pieces go faster. */
const REPLAY_BYTES = 65_536
/** Of a program that prints without end so much is shown in a frame: some milliseconds of work. */
const LIVE_BYTES = 16_384

export interface ReaderDeps {
  /** Rejects with `failure` where the terminal is gone, and with anything else while there is no connection. */
  read(from: number | undefined, ended: boolean, maxBytes: number): Promise<Result<'terminal/read'>>
  isGone(failure: unknown): boolean
  /** Resolves when there is a connection again. */
  connected(signal: AbortSignal): Promise<void>
  /** Resolves when the bytes have been taken in. */
  write(bytes: Uint8Array): Promise<void>
  nextFrame(): Promise<void>
  /** So many bytes are lost to this reader. What it shows may be in any state. */
  onGap(bytes: number): Promise<void>
  /** Whether what is written next, and what is typed, is for a program that runs now. */
  onLive(isLive: boolean): void
  onEnded(): Promise<void>
}

/** Reads a terminal from the beginning of what is kept on, at its own pace, through lost connections, until the signal. */
export async function readTerminal(deps: ReaderDeps, signal: AbortSignal): Promise<void> {
  let place: number | undefined
  /** Up to here nobody waits for answers any more; not known before the first piece, nor after a break. */
  let replayTo: number | null = null
  let ended = false
  let isFirst = true
  while (!signal.aborted) {
    let piece: Result<'terminal/read'>
    try {
      piece = await deps.read(place, ended, isFirst ? REPLAY_BYTES : LIVE_BYTES)
    } catch (failure) {
      if (deps.isGone(failure)) return
      replayTo = null
      await deps.connected(signal)
      continue
    }
    if (signal.aborted) return
    const missed = piece.offset - (place ?? 0)
    if (missed > 0) {
      replayTo = null
      await deps.onGap(missed)
    }
    replayTo ??= piece.total
    const bytes = bytesOf(piece.data)
    deps.onLive(piece.offset >= replayTo)
    if (bytes.length > 0) await deps.write(bytes)
    place = piece.offset + bytes.length
    isFirst = isFirst && place < replayTo
    deps.onLive(place >= replayTo)
    const isOver = piece.ended && place >= piece.total
    if (isOver && !ended) await deps.onEnded()
    ended = isOver
    if (bytes.length >= LIVE_BYTES) await deps.nextFrame()
  }
}

const bytesOf = (base64: string): Uint8Array => Uint8Array.from(atob(base64), char => char.charCodeAt(0))
