import fs from 'node:fs'
import { FILE_MODE } from './home.ts'
import type { Home } from './home.ts'

/** Whether what users say is kept for later, and how much of it. */
export interface HistoryPolicy {
  persistence: 'save-all' | 'none'
  /** The oldest messages go when the file is larger. */
  maxBytes?: number
}

/** Everything that users said, newest last, in the file that the real program keeps as well. */
export interface MessageHistory {
  /** Adds a message, said at `at` (Unix ms). Throws what the system says when it cannot be written. */
  add(threadId: string, text: string, at: number): void
  /** The newest of what was said, each text once, newest first; as far as the end of the file reaches. */
  newest(limit: number): Promise<SaidMessage[]>
}

/** `at` in Unix ms. */
export interface SaidMessage {
  threadId: string
  text: string
  at: number
}

/** So much of the end of the file is read. */
const READ_BYTES = 2_000_000

/** Trimming leaves this part, so that not every message after it trims again. */
const KEPT_PART = 0.8

export function createMessageHistory(home: Home, policy: () => HistoryPolicy): MessageHistory {
  return {
    add(threadId, text, at) {
      const { persistence, maxBytes } = policy()
      if (persistence === 'none' || text.trim() === '') return
      const line = { session_id: threadId, ts: Math.floor(at / 1000), text }
      // One write to the end: of several processes none cuts into another's line.
      fs.appendFileSync(home.history, `${JSON.stringify(line)}\n`, { mode: FILE_MODE })
      if (maxBytes !== undefined && fs.statSync(home.history).size > maxBytes) trim(home.history, maxBytes * KEPT_PART)
    },
    async newest(limit) {
      const found = new Map<string, SaidMessage>()
      for (const line of (await endOf(home.history)).toReversed()) {
        const said = messageIn(line)
        if (said && !found.has(said.text)) found.set(said.text, said)
        if (found.size >= limit) break
      }
      return [...found.values()]
    },
  }
}

/** The last whole lines of a file; none where it cannot be read. */
async function endOf(path: string): Promise<string[]> {
  try {
    await using file = await fs.promises.open(path)
    const { size } = await file.stat()
    const from = Math.max(0, size - READ_BYTES)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - from), 0, size - from, from)
    const lines = buffer.subarray(0, bytesRead).toString('utf8').split('\n')
    return from === 0 ? lines : lines.slice(1)
  } catch {
    return [] // nobody has said anything yet, or it is not ours to read
  }
}

/** Lines that another program wrote, or half of one, are not trusted to be messages. */
function messageIn(line: string): SaidMessage | null {
  try {
    const { session_id, text, ts } = JSON.parse(line) as Record<string, unknown>
    if (typeof session_id !== 'string' || typeof text !== 'string' || text.trim() === '') return null
    return { threadId: session_id, text, at: typeof ts === 'number' ? ts * 1000 : 0 }
  } catch {
    return null
  }
}

/** Leaves the newest whole lines that fit, and the newest one in any case. The file is the old or the new one at any time. */
function trim(path: string, goalBytes: number): void {
  const old = fs.openSync(path, 'r')
  const temporary = `${path}.${process.pid}.new`
  try {
    const bytes = readFrom(old, 0)
    const newest = bytes.lastIndexOf('\n', bytes.length - 2) + 1
    const fitting = bytes.indexOf('\n', Math.max(0, bytes.length - goalBytes - 1)) + 1
    fs.writeFileSync(temporary, bytes.subarray(Math.min(fitting, newest)), { mode: FILE_MODE })
    fs.renameSync(temporary, path)
    // What another process added meanwhile went to the old file.
    const late = readFrom(old, bytes.length)
    if (late.length > 0) fs.appendFileSync(path, late)
  } finally {
    fs.closeSync(old)
    fs.rmSync(temporary, { force: true })
  }
}

function readFrom(file: number, offset: number): Buffer {
  const bytes = Buffer.alloc(Math.max(0, fs.fstatSync(file).size - offset))
  return bytes.subarray(0, fs.readSync(file, bytes, 0, bytes.length, offset))
}
