import type { IFunctionIdentifier, Terminal } from '@xterm/xterm'

/**
 * Leaves whatever state a program, or output cut in its middle, has left behind: an open sequence, the other screen,
 * mouse reports, bracketed paste, a hidden cursor, a link, colours. The cursor stays where it is.
 */
export const MODE_RESET = [
  '\u0018\u001b[!p\u001b[0m\u001b]8;;\u0007\u001b>',
  ...[1, 6, 9, 47, 66, 1000, 1002, 1003, 1004, 1005, 1006, 1015, 1016, 2004, 2026].map(mode => `\u001b[?${mode}l`),
  '\u001b[?7h\u001b[?25h',
].join('')

/** Everything that asks a terminal to say something, which the program then reads as if it had been typed. */
const CSI_QUERIES: readonly IFunctionIdentifier[] = [
  { final: 'c' },
  { prefix: '>', final: 'c' },
  { prefix: '=', final: 'c' },
  { final: 'n' },
  { prefix: '?', final: 'n' },
  { intermediates: '$', final: 'p' },
  { prefix: '?', intermediates: '$', final: 'p' },
  { prefix: '>', final: 'q' },
  { prefix: '?', final: 'u' },
  { final: 'x' },
]
const DCS_QUERIES: readonly IFunctionIdentifier[] = [
  { intermediates: '$', final: 'q' },
  { intermediates: '+', final: 'q' },
]

/** Titles, the clipboard, and whatever else would reach beyond the terminal. */
const FORBIDDEN_OSC = [0, 1, 2, 7, 9, 52, 99, 777, 1337]
/** Colours of the terminal itself: they may be asked for, never changed. */
const COLOUR_OSC = [4, 10, 11, 12]
const FIXED_COLOUR_OSC = [104, 110, 111, 112]
const ASKS_COLOUR = /^(?:\d{1,3};)?\?(?:;(?:\d{1,3};)?\?)*$/

/**
 * Takes from output what it must not do here. `answers` says, at the moment a query is read, whether a living program
 * waits for the answer: one that is only replayed gets none, since it would be typed into whatever runs now.
 */
export function guardTerminal({ parser }: Pick<Terminal, 'parser'>, answers: () => boolean): void {
  const swallowed = () => !answers()
  for (const id of CSI_QUERIES) parser.registerCsiHandler(id, swallowed)
  for (const id of DCS_QUERIES) parser.registerDcsHandler(id, swallowed)
  // Moving, sizing and reporting windows: never.
  parser.registerCsiHandler({ final: 't' }, () => true)
  for (const code of [...FORBIDDEN_OSC, ...FIXED_COLOUR_OSC]) parser.registerOscHandler(code, () => true)
  for (const code of COLOUR_OSC) parser.registerOscHandler(code, data => !answers() || !ASKS_COLOUR.test(data))
}

/** What a terminal says of itself as soon as a program wants to know where the focus is. */
export const isFocusReport = (data: string): boolean => data === '\u001b[I' || data === '\u001b[O'
