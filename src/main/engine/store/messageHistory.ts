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
}

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
