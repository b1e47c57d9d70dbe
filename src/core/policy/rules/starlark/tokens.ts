import { StarlarkFailure } from './failure.ts'
import type { Position } from './failure.ts'

interface Word extends Position {
  type: 'name' | 'keyword' | 'symbol' | 'newline' | 'indent' | 'dedent' | 'end'
  text: string
}
export type Token =
  | Word
  | ({ type: 'int'; text: string; value: number } & Position)
  | ({ type: 'string'; text: string; value: string } & Position)

const KEYWORDS = new Set('and break continue def elif else for if in not or pass return True False None'.split(' '))
const RESERVED = new Set(
  (
    'as assert async await class del except finally from global import is lambda load nonlocal raise try while with ' +
    'yield'
  ).split(' '),
)

const SPACE = /(?:[ \t]+|\\\r?\n|#[^\n]*)*/y
const NAME = /[\p{L}_][\p{L}\p{N}_]*/uy
const INT = /0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|\d+/y
const STRING_START = /([rR]?)("""|'''|"|')/y
const SYMBOL = /\/\/=|\*\*|\/\/|[-+*%=!<>]=|->|[-+*%=<>()[\]{},:;.]/y
const BLANK_LINE = /[ \t]*(?:#[^\n]*)?(?:\r?\n|$)/y
const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' }
const MAX_DEPTH = 100

/** The tokens of a file, the last of them `end`. Throws a `StarlarkFailure` at what is no token. */
export function* tokenize(text: string): Generator<Token, void> {
  const scanner = new Scanner(text)
  let lineIsOpen = false
  while (!scanner.ended) {
    if (scanner.atLineStart) yield* scanner.indentation()
    const token = scanner.next()
    if (!token) continue
    yield token
    lineIsOpen = token.type !== 'newline'
  }
  yield* scanner.closing(lineIsOpen)
}

class Scanner {
  ended = false
  atLineStart = true
  private readonly text: string
  private at = 0
  private line = 1
  private lineStart = 0
  private lineEnd: number
  private readonly indents = [0]
  private readonly open: string[] = []

  constructor(text: string) {
    this.text = text
    this.lineEnd = this.endFrom(0)
  }

  /** Skips blank lines and says how the block changes before the first line that is not one. */
  *indentation(): Generator<Token, void> {
    this.atLineStart = false
    while (this.at < this.text.length && this.take(BLANK_LINE) !== null) this.countLines()
    const spaces = this.take(/[ \t]*/y) ?? ''
    if (this.at >= this.text.length) return
    if (spaces.includes('\t')) throw this.failure('tabs cannot indent a line; use spaces')
    const width = spaces.length
    if (width > this.indent) {
      if (this.indents.length > MAX_DEPTH) throw this.failure('blocks are nested too deeply')
      this.indents.push(width)
      yield this.token('indent', '')
    }
    while (width < this.indent) {
      this.indents.pop()
      yield this.token('dedent', '')
    }
    if (width !== this.indent) throw this.failure('the indentation matches no block around it')
  }

  /** The next token of the line, or null at the end of the text. */
  next(): Token | null {
    this.take(SPACE)
    this.countLines()
    if (this.at >= this.text.length) {
      this.ended = true
      return null
    }
    const char = this.text.charAt(this.at)
    if (char === '\n' || (char === '\r' && this.text.charAt(this.at + 1) === '\n')) return this.newline()
    return this.string() ?? this.int() ?? this.name() ?? this.symbol()
  }

  *closing(lineIsOpen: boolean): Generator<Token, void> {
    if (lineIsOpen) yield this.token('newline', '')
    for (const _ of this.indents.slice(1)) yield this.token('dedent', '')
    yield this.token('end', '')
  }

  private get indent(): number {
    return this.indents.at(-1) ?? 0
  }

  private get position(): Position {
    return { line: this.line, column: this.at - this.lineStart + 1 }
  }

  private failure(message: string, at: Position = this.position): StarlarkFailure {
    return new StarlarkFailure(message, at)
  }

  private token(type: Word['type'], text: string, at: Position = this.position): Token {
    return { type, text, ...at }
  }

  private take(pattern: RegExp): string | null {
    pattern.lastIndex = this.at
    const found = pattern.exec(this.text)
    if (!found) return null
    this.at += found[0].length
    return found[0]
  }

  /** Counts the lines that ended between the last count and here. */
  private countLines(): void {
    while (this.lineEnd < this.at) {
      this.line += 1
      this.lineStart = this.lineEnd + 1
      this.lineEnd = this.endFrom(this.lineStart)
    }
  }

  private endFrom(start: number): number {
    const end = this.text.indexOf('\n', start)
    return end < 0 ? this.text.length : end
  }

  private newline(): Token | null {
    const token = this.token('newline', '')
    this.take(/\r?\n/y)
    this.countLines()
    // Inside brackets a line goes on.
    if (this.open.length > 0) return null
    this.atLineStart = true
    return token
  }

  private name(): Token | null {
    const at = this.position
    const text = this.take(NAME)
    if (text === null) return null
    if (RESERVED.has(text)) throw this.failure(`"${text}" is not available in rules`, at)
    return this.token(KEYWORDS.has(text) ? 'keyword' : 'name', text, at)
  }

  private int(): Token | null {
    const at = this.position
    const text = this.take(INT)
    if (text === null) return null
    if (/^0\d/.test(text)) throw this.failure(`a number cannot begin with 0, as ${text.slice(0, 20)} does`, at)
    if (/[.\w]/.test(this.text.charAt(this.at))) throw this.failure('only whole numbers are available in rules', at)
    const value = Number(text)
    if (!Number.isSafeInteger(value)) throw this.failure('the number is too large', at)
    return { type: 'int', text, value, ...at }
  }

  private symbol(): Token {
    const at = this.position
    const text = this.take(SYMBOL)
    if (text === null) throw this.failure(`${JSON.stringify(this.charHere())} has no meaning here`)
    const closer = CLOSERS[text]
    if (closer !== undefined) {
      if (this.open.length >= MAX_DEPTH) throw this.failure('brackets are nested too deeply', at)
      this.open.push(closer)
    } else if (')]}'.includes(text) && this.open.pop() !== text) {
      throw this.failure(`"${text}" closes nothing that is open`, at)
    }
    return this.token('symbol', text, at)
  }

  private charHere(): string {
    return String.fromCodePoint(this.text.codePointAt(this.at) ?? 0)
  }

  private string(): Token | null {
    const at = this.position
    STRING_START.lastIndex = this.at
    const [start, raw, quote = ''] = STRING_START.exec(this.text) ?? []
    if (start === undefined) return null
    const from = this.at + start.length
    const end = this.stringEnd(from, quote)
    if (end === null) throw this.failure('a string is not closed', at)
    const body = this.text.slice(from, end).replaceAll('\r\n', '\n')
    const value = raw ? body : this.unescape(body, at)
    this.at = end + quote.length
    this.countLines()
    return { type: 'string', text: start, value, ...at }
  }

  private stringEnd(from: number, quote: string): number | null {
    for (let at = from; at < this.text.length; at += 1) {
      const char = this.text.charAt(at)
      if (char === '\\') at += 1
      else if (char === '\n' && quote.length === 1) return null
      else if (this.text.startsWith(quote, at)) return at
    }
    return null
  }

  private unescape(body: string, at: Position): string {
    return body.replaceAll(ESCAPE, (whole, code: string) => {
      const plain = PLAIN_ESCAPES[code]
      if (plain !== undefined) return plain
      const value = /^[0-7]/.test(code) ? Number.parseInt(code, 8) : Number.parseInt(code.slice(1), 16)
      if (!/^(?:[0-7]|[xuU][0-9a-fA-F])/.test(code)) return whole
      if (value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff)) {
        throw this.failure(`\\${code} is no character`, at)
      }
      return String.fromCodePoint(value)
    })
  }
}

const ESCAPE = /\\([0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[^])/g
const PLAIN_ESCAPES: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
  ...{ '\n': '', '\\': '\\', "'": "'", '"': '"' },
}
