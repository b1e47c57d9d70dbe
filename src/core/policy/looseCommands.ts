/** A simple command as a careless reader sees it, with the commands whose output it reads through pipes. */
export interface LooseCommand {
  words: string[]
  upstream: string[][]
}

const SHELL_NAME = /(?:^|\/)(?:ba|z|da|k|fi)?sh$/

/** Commands before a pipe that are remembered: more would make a long pipeline cost its length squared. */
const MAX_UPSTREAM = 16

/** Nesting beyond this is not looked into. */
const MAX_DEPTH = 6

/**
 * Every simple command that a shell text might run, also inside substitutions, groups and here-documents for a shell.
 *
 * A best effort that never fails and never says "unsure": good for raising alarms and for finding forbidden programs,
 * never for allowing anything. `understand` is the careful one.
 */
export function looseCommands(text: string, depth = 0): LooseCommand[] {
  const reader = new Reader(text)
  reader.read()
  const nested = depth < MAX_DEPTH ? reader.nested.flatMap(inner => looseCommands(inner, depth + 1)) : []
  return [...reader.commands, ...nested]
}

class Reader {
  readonly commands: LooseCommand[] = []
  /** Texts that a shell would run in turn. */
  readonly nested: string[] = []
  private at = 0
  private word: string | null = null
  private words: string[] = []
  private upstream: string[][] = []
  private heredocs: { delimiter: string; quoted: boolean }[] = []
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  read(): void {
    while (this.at < this.text.length) this.step(this.text.charAt(this.at))
    this.endCommand()
  }

  private step(char: string): void {
    const next = this.text.charAt(this.at + 1)
    if (char === '\\') return this.escape(next)
    if (char === "'") return this.add(this.until("'", this.at + 1))
    if (char === '"') return this.doubleQuoted()
    if (char === '$' && next === "'") return this.add(unescape(this.until("'", this.at + 2)))
    if (char === '$' && next === '(') return this.operator(2)
    if (char === '#' && this.word === null) return void (this.at += this.lineLength())
    if (char === ' ' || char === '\t') return this.endWord(1)
    if (char === '\n' || char === '\r') return this.newline()
    if (char === '<' || char === '>') return this.redirection(char, next)
    if (char === '|' && next !== '|') return this.pipe(next === '&' ? 2 : 1)
    if (';&|()`'.includes(char)) return this.operator(1)
    this.put(char, 1)
  }

  private put(text: string, length: number): void {
    this.word = (this.word ?? '') + text
    this.at += length
  }

  private add(text: string): void {
    this.word = (this.word ?? '') + text
  }

  private escape(next: string): void {
    if (next === '\n') this.at += 2
    else this.put(next, 2)
  }

  /** The text up to `end`, and the position moved behind it. */
  private until(end: string, from: number): string {
    const found = this.text.indexOf(end, from)
    const stop = found < 0 ? this.text.length : found
    this.at = stop + 1
    return this.text.slice(from, stop)
  }

  private doubleQuoted(): void {
    const body = /"(?:\\[^]|[^"\\])*"?/y
    body.lastIndex = this.at
    const raw = body.exec(this.text)?.[0] ?? '"'
    const inner = raw.slice(1).replace(/"$/, '')
    this.at += raw.length
    this.nested.push(...substitutions(inner))
    this.add(inner.replace(/\\([$`"\\])/g, '$1'))
  }

  private endWord(length: number): void {
    if (this.word !== null) this.words.push(this.word)
    this.word = null
    this.at += length
  }

  private endCommand(): void {
    this.endWord(0)
    if (this.words.length > 0) this.commands.push({ words: this.words, upstream: this.upstream })
    this.words = []
    this.upstream = []
  }

  private operator(length: number): void {
    this.endCommand()
    this.at += length
  }

  private pipe(length: number): void {
    this.endWord(0)
    const upstream = [...this.upstream.slice(1 - MAX_UPSTREAM), this.words]
    this.endCommand()
    this.upstream = upstream
    this.at += length
  }

  /** Keeps the operator as a word of its own, so that `> /dev/sda` can be seen. */
  private redirection(char: string, next: string): void {
    if (next === '(') return this.operator(2)
    const here = /<<(-?)[ \t]*(['"]?)([^\s'";&|<>()]+)\2/y
    here.lastIndex = this.at
    const match = char === '<' && this.text.charAt(this.at + 2) !== '<' ? here.exec(this.text) : null
    if (!match) {
      this.endWord(0)
      this.words.push(char)
      this.at += 1
      return
    }
    this.endWord(match[0].length)
    this.heredocs.push({ delimiter: (match[3] ?? '').replaceAll('\\', ''), quoted: match[2] !== '' })
  }

  private newline(): void {
    const line = this.heredocs.length > 0 ? this.text.slice(this.text.lastIndexOf('\n', this.at - 1) + 1, this.at) : ''
    const forShell = line.split(/[\s;&|()]+/).some(word => SHELL_NAME.test(word))
    this.operator(1)
    for (const { delimiter, quoted } of this.heredocs.splice(0)) {
      const body: string[] = []
      while (this.at < this.text.length) {
        const line = this.text.slice(this.at, this.at + this.lineLength())
        this.at += line.length + 1
        if (line.replace(/^\t+|\r$/g, '') === delimiter) break
        body.push(line)
      }
      if (forShell) this.nested.push(body.join('\n'))
      else if (!quoted) this.nested.push(...substitutions(body.join('\n')))
    }
  }

  private lineLength(): number {
    const end = this.text.indexOf('\n', this.at)
    return (end < 0 ? this.text.length : end) - this.at
  }
}

/** The commands inside `$(…)` and backticks of a text in which only these are special. */
function substitutions(text: string): string[] {
  const found: string[] = []
  for (const [, inner] of text.matchAll(/`([^`]*)`/g)) found.push(inner ?? '')
  // Outermost only: what is inside an inner one is found when its own text is read, and reading it twice at every level
  // would take time that doubles with each.
  for (let at = text.indexOf('$('); at >= 0;) {
    const inner = balanced(text, at + 2)
    found.push(inner)
    at = text.indexOf('$(', at + 2 + inner.length)
  }
  return found
}

/** The text from `from` to the parenthesis that closes the one before it. */
function balanced(text: string, from: number): string {
  let open = 1
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '(') open += 1
    if (char === ')') open -= 1
    if (open === 0) return text.slice(from, at)
  }
  return text.slice(from)
}

const unescape = (text: string): string =>
  text
    .replace(/\\x([0-9a-fA-F]{1,2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/\\([0-7]{1,3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
    .replace(/\\(.)/g, '$1')
