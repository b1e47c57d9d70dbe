const FENCE = /^ {0,3}(`{3,}|~{3,})/
const LIST_ITEM = /^\s*(?:[-*+]|\d{1,9}[.)])(?:\s|$)/
const INDENTED = /^(?: {2,}|\t)/
const DEFINITION = /^ {0,3}\[[^\]]+\]:/

/**
 * Cuts markdown at the blank lines between top-level blocks, so that each is parsed once and, when more text comes,
 * only the last again. Fences stay whole; items of a loose list stay together.
 */
export function splitBlocks(markdown: string): string[] {
  const blocks: string[] = []
  let lines: string[] = []
  let fence: string | null = null
  let blank = false
  let list = false

  const close = () => {
    if (lines.length > 0) blocks.push(lines.join('\n'))
    lines = []
  }

  for (const line of markdown.split(/\r\n?|\n/)) {
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
    if (lines.length === 0) list = LIST_ITEM.test(line)
    fence = FENCE.exec(line)?.[1] ?? null
    // A fence that starts a block on its own is a block on its own, whatever paragraph stands before it.
    if (fence !== null && !list && lines.length > 0) close()
    lines.push(line)
  }
  close()
  return withDefinitions(blocks)
}

const closes = (line: string, fence: string): boolean => {
  const mark = /^ {0,}(`{3,}|~{3,})\s*$/.exec(line)?.[1]
  return mark !== undefined && mark[0] === fence[0] && mark.length >= fence.length
}

/** Link definitions apply to the whole text: each block that could use one gets them. */
function withDefinitions(blocks: string[]): string[] {
  const definitions = blocks.filter(block => DEFINITION.test(block))
  if (definitions.length === 0) return blocks
  const appendix = `\n\n${definitions.join('\n')}`
  return blocks.map(block => (!FENCE.test(block) && block.includes('][') ? block + appendix : block))
}

const DEEP = /(?:> ?){24}|\[{40}|(?:<!--){20}|^\s{80,}(?:[-*+]|\d+[.)])\s/m
/** More than this in one block is shown as it is written. */
export const MAX_BLOCK_CHARACTERS = 24_000

/** Whether a block is too big or too deeply nested to parse without stopping the window. */
export const tooDeep = (block: string): boolean =>
  block.length > MAX_BLOCK_CHARACTERS || DEEP.test(block) || (block.match(/`+/g)?.length ?? 0) > 1500
