import { useState } from 'react'
import type { Row } from './rows.ts'

/** Rows that came after the reader left the end. */
export function useUnread(rows: readonly Row[], atEnd: boolean): number {
  const [read, setRead] = useState(rows.length)
  // Adjusted while rendering, as React advises, so that a wrong number is never painted.
  if ((atEnd && read !== rows.length) || read > rows.length) setRead(rows.length)
  return atEnd ? 0 : Math.max(0, rows.length - read)
}
