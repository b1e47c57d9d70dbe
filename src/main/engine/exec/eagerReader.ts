import { readSync } from 'node:fs'
import { systemErrorCode } from '../systemErrors.ts'
import type { DataListener } from './child.ts'

/** The kernel hands a terminal's output over in pieces of at most 4 KiB, the next once this one was taken. */
const PIECE_BYTES = 4000
const BUFFER_BYTES = 64 * 1024
/** A flood is read for so long at once before others have their turn: some milliseconds. */
const MOST_READS = 100
/** Looks in vain, of some microseconds each, while the kernel brings the next piece. */
const MOST_MISSES = 100

/**
 * A listener for the output of a terminal that also reads what comes right after a whole piece. Waking up for each of
 * them would cost more than the looking, and the program that prints waits all the while. `fd` must not block.
 */
export function eagerReader(fd: number, data: DataListener): DataListener {
  let buffer: Buffer | undefined
  return bytes => {
    const isWhole = bytes.length >= PIECE_BYTES
    data(bytes)
    if (!isWhole) return
    buffer ??= Buffer.allocUnsafeSlow(BUFFER_BYTES)
    for (let reads = 0, misses = 0; reads < MOST_READS && misses < MOST_MISSES; reads++) {
      const length = readNow(fd, buffer)
      if (length === null) misses++
      else if (length === 0) return
      else {
        misses = 0
        data(buffer.subarray(0, length))
      }
    }
  }
}

/** Bytes that were there, null for none yet, 0 when there is nothing more to come: the stream itself finds out why. */
function readNow(fd: number, buffer: Buffer): number | null {
  try {
    return readSync(fd, buffer)
  } catch (error) {
    return systemErrorCode(error) === 'EAGAIN' ? null : 0
  }
}
