import type { IBufferLine, ILink, Terminal } from '@xterm/xterm'
import { isMac } from '../../ui/platform.ts'
import { safeLink } from '../../ui/markdown/links.ts'
import { openOutside } from './openOutside.ts'

// oxlint-disable-next-line no-control-regex -- none is part of an address
const ADDRESS = /\bhttps?:\/\/[^\s"'<>`\u0000-\u001f\u007f-\u009f]+/gi
/** Marks of a sentence, not of the address in it. */
const TRAILING = /[.,;:!?)\]}]+$/
const MAX_LINE_CHARS = 20_000

export interface FoundLink {
  href: string
  /** Place in the text, and length there. */
  at: number
  length: number
}

/** The web addresses in a line of output that may be opened. */
export function linksIn(text: string): FoundLink[] {
  return [...text.slice(0, MAX_LINE_CHARS).matchAll(ADDRESS)].flatMap(({ 0: found, index }) => {
    const address = balanced(found.replace(TRAILING, ''), found)
    const link = webLink(address)
    return link === null ? [] : [{ href: link, at: index, length: address.length }]
  })
}

/** An address of the web that may leave the window, as it really reads; null for everything else. */
export function webLink(address: string): string | null {
  const link = safeLink(address)
  return link !== null && /^https?:/.test(link.href) ? link.href : null
}

/** `(see https://en.wikipedia.org/wiki/Shell_(computing))`: what is opened in the address is closed in it. */
const balanced = (trimmed: string, found: string): string =>
  found.startsWith(`${trimmed})`) && trimmed.includes('(') && !trimmed.includes(')') ? `${trimmed})` : trimmed

/** A press that opens a link: a plain click only sets the selection. */
export const opensLink = (event: Pick<MouseEvent, 'metaKey' | 'ctrlKey'>): boolean =>
  isMac ? event.metaKey : event.ctrlKey

/** Finds addresses in the lines of a terminal, also where they wrap. */
export function provideLinks(terminal: Terminal, onHover: (href: string | null) => void): void {
  const activate = (event: MouseEvent, href: string) => {
    if (opensLink(event)) openOutside(href)
  }
  terminal.registerLinkProvider({
    provideLinks(row, answer) {
      const { text, cells } = wrappedLine(terminal, row - 1)
      const links = linksIn(text).flatMap(({ href, at, length }): ILink[] => {
        const [start, end] = [cells[at], cells[at + length - 1]]
        if (!start || !end || row < start.y || row > end.y) return []
        const leave = () => onHover(null)
        return [{ text: href, range: { start, end }, activate, hover: () => onHover(href), leave }]
      })
      answer(links)
    },
  })
}

/** The addresses that stand in the terminal, newest first. */
export function linksOf(terminal: Terminal, most: number): string[] {
  const { length } = terminal.buffer.active
  const found = new Set<string>()
  for (let row = length - 1; row >= Math.max(0, length - 1000) && found.size < most; row--) {
    if (terminal.buffer.active.getLine(row)?.isWrapped) continue
    for (const { href } of linksIn(wrappedLine(terminal, row).text).toReversed()) found.add(href)
  }
  return [...found].slice(0, most)
}

/** The line that a row is part of, and the cell of each of its characters; both count from 1. */
function wrappedLine(terminal: Terminal, row: number): { text: string; cells: { x: number; y: number }[] } {
  const { active } = terminal.buffer
  let first = row
  while (first > 0 && active.getLine(first)?.isWrapped) first--
  let text = ''
  const cells: { x: number; y: number }[] = []
  for (let y = first; ; y++) {
    const line: IBufferLine | undefined = active.getLine(y)
    if (!line || (y > first && !line.isWrapped) || text.length > MAX_LINE_CHARS) break
    for (let x = 0; x < line.length; x++) {
      const chars = line.getCell(x)?.getChars() || ' '
      for (let index = 0; index < chars.length; index++) cells.push({ x: x + 1, y: y + 1 })
      text += chars
    }
  }
  return { text, cells }
}
