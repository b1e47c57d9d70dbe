import { createDecoder } from '../../../../core/rollout/decode.ts'
import { relevantLine } from './relevantLine.ts'
import { scanLines } from './scanLines.ts'
import type { ThreadFiles } from './threadFiles.ts'
import { summarise } from './threadRow.ts'
import type { ThreadRow } from './threadRow.ts'

/** A first message further in than this is not waited for. */
const HEAD_BYTES = 512 * 1024

/** What the beginning of a thread tells: enough to list it. */
export function readHead(files: ThreadFiles, known: ThreadRow): ThreadRow {
  const row = { ...known }
  const decoder = createDecoder()
  let at = 0
  try {
    scanLines(files.paths[0] ?? files.path, { to: HEAD_BYTES }, bytes => {
      const line = relevantLine(bytes)
      for (const event of line ? decoder.line(line, at) : []) summarise(row, event)
      at += 1
      return row.preview === ''
    })
  } catch {
    // Unreadable: listed by its name alone.
  }
  const changedAt = Math.round(files.mtime)
  // Of its turns the beginning says nothing.
  return {
    ...row,
    title: known.title ?? row.title,
    status: null,
    updatedAt: changedAt,
    createdAt: row.createdAt || changedAt,
  }
}
