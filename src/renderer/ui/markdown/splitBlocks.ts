const FENCE = /^ {0,3}(`{3,}(?!.*`)|~{3,})/
const LIST_ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)/
const INDENTED = /^(?: {2,}|\t)/
const DEFINITION = /^ {0,3}\[([^\]\n]{1,200})\]:/
const MAX_DEFINITION_CHARACTERS = 2000
const LABEL = /\[([^[\]\n]{1,200})\]/g

/** A block of markdown and where its first line begins. */
export interface Block {
  text: string
  start: number
}

/**
 * Cuts markdown at the blank lines between top-level blocks, so that each is parsed once and, when more text comes,
 * only the last again. Fences stay whole; items of a loose list stay together.
 */
export const splitBlocks = (markdown: string): string[] => withDefinitions(blocksOf(markdown).map(({ text }) => text))

/**
 * `splitBlocks` for a text that grows: blocks that are closed are not read again. Text that does not continue the one
 * before is read anew.
 */
export function createBlockReader(): (markdown: string) => string[] {
  let before = ''
  let closed: string[] = []
  let openAt = 0
  return markdown => {
    if (!markdown.startsWith(before)) [closed, openAt] = [[], 0]
    before = markdown
    const blocks = blocksOf(wholeLines(markdown.slice(openAt)))
    const last = blocks.pop()
    for (const { text } of blocks) closed.push(text)
    openAt += last?.start ?? 0
    return withDefinitions([...closed, ...blocksOf(markdown.slice(openAt)).map(({ text }) => text)])
  }
}

/** A text without the line that is being written: what that one will begin or continue is not known yet. */
export const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf('\n') + 1)

/** Blocks as they stand, without definitions from elsewhere. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = []
  let lines: string[] = []
  let start = 0
  let fence: string | null = null
  let blank = false
  let list = false
  let at = 0

  const close = () => {
    if (lines.length > 0) blocks.push({ text: lines.join('\n'), start })
    lines = []
  }

  for (const { line, end } of linesIn(markdown)) {
    const lineAt = at
    at = end
    if (fence !== null) {
      lines.push(line)
      if (closes(line, fence)) fence = null
      continue
    }
    if (line.trim() === '') {
      blank = lines.length > 0
      continue
    }
    if (blank) {
      const continues = list && (INDENTED.test(line) || LIST_ITEM.test(line))
      if (continues) lines.push('')
      else close()
      blank = false
    }
    fence = FENCE.exec(line)?.[1] ?? null
    // A fence that starts a block on its own is a block on its own, whatever paragraph stands before it.
    if (fence !== null && !list && lines.length > 0) close()
    if (lines.length === 0) {
      list = LIST_ITEM.test(line)
      start = lineAt
    }
    lines.push(line)
  }
  close()
  return blocks
}

/** Each line without its end, and where the next one begins. */
function* linesIn(text: string): Generator<{ line: string; end: number }> {
  let from = 0
  for (const { 0: mark, index } of text.matchAll(/\r\n?|\n/g)) {
    yield { line: text.slice(from, index), end: index + mark.length }
    from = index + mark.length
  }
  yield { line: text.slice(from), end: text.length }
}

const closes = (line: string, fence: string): boolean => {
  const mark = /^ {0,}(`{3,}|~{3,})\s*$/.exec(line)?.[1]
  return mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length
}

const nameOf = (label: string): string => label.trim().replace(/\s+/g, ' ').toLowerCase()

/** Link definitions apply to the whole text: each block gets those that it uses. */
export function withDefinitions(blocks: string[]): string[] {
  const definitions = definitionsIn(blocks)
  return definitions.size === 0 ? blocks : blocks.map(block => withUsed(block, definitions))
}

function definitionsIn(blocks: readonly string[]): Map<string, string> {
  const definitions = new Map<string, string>()
  for (const block of blocks) {
    if (!DEFINITION.test(block)) continue
    for (const line of block.split('\n')) {
      const name = nameOf(DEFINITION.exec(line)?.[1] ?? '')
      // The first of a name counts; a footnote is no link, and no address is as long as a page.
      const isLink = name !== '' && !name.startsWith('^') && line.length <= MAX_DEFINITION_CHARACTERS
      if (isLink && !definitions.has(name)) definitions.set(name, line)
    }
  }
  return definitions
}

function withUsed(block: string, definitions: ReadonlyMap<string, string>): string {
  if (FENCE.test(block) || DEFINITION.test(block)) return block
  const used = new Set<string>()
  for (const [, label = ''] of block.matchAll(LABEL)) {
    const definition = definitions.get(nameOf(label))
    if (definition !== undefined) used.add(definition)
  }
  return used.size === 0 ? block : `${block}\n\n${[...used].join('\n')}`
}

const DEEP =
  /(?:> ?){24}|\[{40}|(?:<!--){20}|^\s{80,}(?:[-*+]|\d+[.)])\s|^(?:[ \t]*(?:>|[-*+]|\d{1,9}[.)])(?=[ \t>])){24}/m
/** More than this in one block is shown as it is written. */
export const MAX_BLOCK_CHARACTERS = 24_000
/** Of marks that a parser tries to pair, each with all before it. */
const MAX_MARKS = 1500

/** Whether a block is too big or too deeply nested to parse without stopping the window. */
export const tooDeep = (block: string): boolean =>
  block.length > MAX_BLOCK_CHARACTERS || DEEP.test(block) || (block.match(/[*_~[`]/g)?.length ?? 0) > MAX_MARKS

/** The code of a block that is one fence and nothing else; null of any other block. A fence may still be open. */
export function fenceIn(block: string): { language: string | undefined; code: string } | null {
  const head = /^(`{3,}|~{3,})([^\n]*)/.exec(block)
  const mark = head?.[1]
  if (!head || mark === undefined || !FENCE.test(head[0])) return null
  const lines = block.split('\n')
  const end = lines.findIndex((line, index) => index > 0 && closes(line, mark))
  if (end >= 0 && end < lines.length - 1) return null
  const language = head[2]?.trim().split(/\s/)[0]
  return { language: language || undefined, code: lines.slice(1, end < 0 ? undefined : end).join('\n') }
}
