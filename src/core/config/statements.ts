/** A statement of a TOML text with its place: the header of a table, or a key with its value. */
export interface Statement {
  /** `element` is the header of one table in an array of tables. */
  kind: 'table' | 'element' | 'pair'
  /** From the root of the document. An element of an array of tables counts by its number, from 0. */
  path: string[]
  /** Where its key begins, both from 1. */
  line: number
  column: number
  /** Offsets: from the start of its first line to the start of the line after its last. */
  start: number
  end: number
  /** Offsets of the value; both equal for headers. */
  valueStart: number
  valueEnd: number
}

/**
 * The statements of a TOML text in order. The text is one that parses: of any other it is a guess. Takes linear time and
 * reads values only as far as needed to find their end, since parsers say what a text means but not where.
 */
export function statements(text: string): Statement[] {
  const found: Statement[] = []
  const elements = new Map<string, number>()
  let table: string[] = []
  let line = 1
  for (let at = text.startsWith('\uFEFF') ? 1 : 0; at < text.length;) {
    const start = at
    const first = skipBlank(text, at)
    const isHeader = text[first] === '['
    const isElement = isHeader && text[first + 1] === '['
    const key = isBare(text[first]) ? null : readKey(text, first + (isHeader ? 1 : 0) + (isElement ? 1 : 0))
    const valueStart = key && !isHeader ? skipBlank(text, skipBlank(text, key.end) + 1) : (key?.end ?? first)
    const valueEnd = key && !isHeader ? endOfValue(text, valueStart) : valueStart
    const end = lineEnd(text, valueEnd)
    if (key) {
      if (isHeader) table = isElement ? nextElement(elements, key.parts) : resolved(elements, key.parts)
      const kind = isElement ? 'element' : isHeader ? 'table' : 'pair'
      const path = isHeader ? table : [...table, ...key.parts]
      found.push({ kind, path, line, column: first - start + 1, start, end, valueStart, valueEnd })
    }
    for (let index = start; index < end; index++) if (text[index] === '\n') line++
    at = end
  }
  return found
}

/** Nothing of interest on the rest of this line. */
const isBare = (char: string | undefined): boolean =>
  char === undefined || char === '\n' || char === '\r' || char === '#'

function skipBlank(text: string, from: number): number {
  let at = from
  while (text[at] === ' ' || text[at] === '\t') at++
  return at
}

function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at === -1 ? text.length : at + 1
}

/** The parts of a dotted key at an offset, with their quotes and escapes undone. */
export function readKey(text: string, from: number): { parts: string[]; end: number } {
  const parts: string[] = []
  let at = skipBlank(text, from)
  for (;;) {
    const quote = text[at]
    const end = quote === '"' || quote === "'" ? endOfString(text, at) : endOfBareKey(text, at)
    const source = text.slice(at, end)
    parts.push(quote === '"' ? unescaped(source.slice(1, -1)) : quote === "'" ? source.slice(1, -1) : source)
    const dot = skipBlank(text, end)
    if (text[dot] !== '.') return { parts, end }
    at = skipBlank(text, dot + 1)
  }
}

function endOfBareKey(text: string, from: number): number {
  let at = from
  while (at < text.length && /[\w-]/.test(text[at] ?? '')) at++
  return at
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', t: '\t', n: '\n', f: '\f', r: '\r', e: '\u001b' }

const unescaped = (source: string): string =>
  source.replace(/\\(?:x([\dA-Fa-f]{2})|u([\dA-Fa-f]{4})|U([\dA-Fa-f]{8})|(.))/g, (whole, x, u, long, char: string) => {
    const code = Number.parseInt(x ?? u ?? long, 16)
    if (Number.isNaN(code)) return ESCAPES[char] ?? char
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const resolved = (elements: ReadonlyMap<string, number>, parts: readonly string[]): string[] => {
  const path: string[] = []
  for (const part of parts) {
    path.push(part)
    const count = elements.get(nameOf(path))
    if (count !== undefined) path.push(String(count - 1))
  }
  return path
}

function nextElement(elements: Map<string, number>, parts: readonly string[]): string[] {
  const array = [...resolved(elements, parts.slice(0, -1)), ...parts.slice(-1)]
  const count = elements.get(nameOf(array)) ?? 0
  elements.set(nameOf(array), count + 1)
  return [...array, String(count)]
}

const nameOf = (path: readonly string[]): string => JSON.stringify(path)

/** Where a value ends that begins at an offset of a statement. */
export function endOfValue(text: string, from: number): number {
  const first = text[from]
  if (first === '"' || first === "'") return endOfString(text, from)
  if (first === '[' || first === '{') return endOfBrackets(text, from)
  let at = from
  while (at < text.length && !/[\n\r#]/.test(text[at] ?? '')) at++
  while (at > from && /\s/.test(text[at - 1] ?? '')) at--
  return at
}

function endOfBrackets(text: string, from: number): number {
  let depth = 0
  for (let at = from; at < text.length;) {
    const char = text[at]
    if (char === '"' || char === "'") at = endOfString(text, at)
    else if (char === '#') at = lineEnd(text, at)
    else {
      at++
      if (char === '[' || char === '{') depth++
      else if ((char === ']' || char === '}') && --depth === 0) return at
    }
  }
  return text.length
}

function endOfString(text: string, from: number): number {
  const quote = text[from] ?? ''
  const isLong = text.startsWith(quote.repeat(3), from)
  const closing = isLong ? quote.repeat(3) : quote
  for (let at = from + closing.length; at < text.length;) {
    if (text.startsWith(closing, at)) {
      at += closing.length
      // A long string may end in up to two quotes of its own.
      for (let extra = 0; isLong && extra < 2 && text[at] === quote; extra++) at++
      return at
    }
    if (!isLong && text[at] === '\n') return at
    at += quote === '"' && text[at] === '\\' ? 2 : 1
  }
  return text.length
}
