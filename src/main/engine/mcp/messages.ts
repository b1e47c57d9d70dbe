/** The messages of the protocol as far as a transport has to tell them apart. */

export interface Message {
  jsonrpc: '2.0'
  id?: string | number
  method?: string
  params?: Record<string, unknown>
  result?: Record<string, unknown>
  error?: { code: number; message: string; data?: unknown }
}

/** Put in place of a result that was too large to be read. */
export interface Oversized {
  bytes: number
  head: string
  tail: string
}

const OVERSIZED = 'heddle/oversized'

export const oversizedResult = (answer: Oversized): Record<string, unknown> => ({ [OVERSIZED]: answer })

/** What a result stands for when the real one was too large, or null. */
export const oversizedOf = (result: Record<string, unknown>): Oversized | null =>
  Object.hasOwn(result, OVERSIZED) ? (result[OVERSIZED] as Oversized) : null

/** A line as a message, or null where it is none: servers print all kinds of things. */
export function parseMessage(line: string): Message | null {
  if (!line.trimStart().startsWith('{')) return null
  try {
    const value = JSON.parse(line)
    if (value?.jsonrpc !== '2.0') return null
    // Our marks are ours: what a server sends under their name is dropped.
    if (typeof value.result === 'object' && value.result !== null) delete value.result[OVERSIZED]
    return value
  } catch {
    return null
  }
}

export const isNotification = (message: Message): boolean => message.method !== undefined && message.id === undefined

/** The id that a message answers, read from either end of it: the rest was too long to keep. */
export function answeredId({ head, tail }: Oversized): string | number | null {
  const found =
    /^\s*\{\s*"jsonrpc"\s*:\s*"2\.0"\s*,\s*"id"\s*:\s*(\d{1,15}|"[^"\\]{1,200}")/.exec(head) ??
    /^\s*\{\s*"id"\s*:\s*(\d{1,15}|"[^"\\]{1,200}")/.exec(head) ??
    /"id"\s*:\s*(\d{1,15}|"[^"\\]{1,200}")\s*(?:,\s*"jsonrpc"\s*:\s*"2\.0"\s*)?\}\s*$/.exec(tail)
  return found?.[1] === undefined ? null : JSON.parse(found[1])
}
