/** What becomes of a text on its way into a terminal. */
export interface Paste {
  /** As it is typed: without control characters, which could end a bracketed paste or press keys. */
  text: string
  lines: number
  /** Control characters that were taken out. */
  removed: number
  /** Whether a person has to have seen it first. */
  asks: boolean
}

// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g

/**
 * A program that knows bracketed paste takes several lines as a text; for any other each line break is Enter. Control
 * characters are never typed: where there were some, the text is not what it seemed to be.
 */
export function pasteOf(pasted: string, isBracketed: boolean): Paste {
  const text = pasted.replace(CONTROLS, '').replace(/\r\n?/g, '\n')
  const removed = pasted.length - pasted.replace(CONTROLS, '').length
  const lines = text.replace(/\n$/, '').split('\n').length
  return { text, lines, removed, asks: removed > 0 || (lines > 1 && !isBracketed) }
}
