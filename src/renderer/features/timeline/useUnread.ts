import { useState } from 'react'

/** How many of `count` rows came after the reader left the end. */
export function useUnread(count: number, atEnd: boolean): number {
  const [read, setRead] = useState(count)
  // Adjusted while rendering, as React advises, so that a wrong number is never painted.
  if ((atEnd && read !== count) || read > count) setRead(count)
  return atEnd ? 0 : Math.max(0, count - read)
}
