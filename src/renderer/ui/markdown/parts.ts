import { blocksOf, wholeLines, withDefinitions } from './splitBlocks.ts'
import type { Block } from './splitBlocks.ts'

/** A part is closed once it has so many characters, or so many blocks. */
const PART_CHARACTERS = 2000
const PART_BLOCKS = 20

/** Parts of a long text, each of whole blocks, so that a list draws only those in view. */
export function partsOf(markdown: string): string[] {
  const blocks = blocksOf(markdown)
  const texts = withDefinitions(blocks.map(({ text }) => text))
  return cut(blocks.map((block, index) => ({ ...block, text: texts[index] ?? block.text }))).map(({ text }) => text)
}

/** A copy of a part of a text. The engines of browsers keep a whole text for as long as any part of it is used. */
const own = (part: string): string => ` ${part}`.slice(1)

/** What is known of the parts of a text that grows. */
export interface GrowingParts {
  /** Those that do not change any more; the same array as long as none is added. */
  closed: readonly string[]
  /** The character with which the last part begins. */
  openAt: number
}

/** A text that grows. One that does not continue the one before is another object. */
export interface GrowingText {
  /** The first character that is there. */
  readonly start: number
  /** The text from one of its characters on. */
  from(at: number): string
}

/** `partsOf` for a text that grows: parts that are closed are not read again. */
export function createPartReader(): (text: GrowingText) => GrowingParts {
  let before: GrowingText | null = null
  let parts: GrowingParts = { closed: [], openAt: 0 }
  return text => {
    if (text !== before) parts = { closed: [], openAt: text.start }
    before = text
    const read = cut(blocksOf(wholeLines(text.from(parts.openAt))))
    const last = read.pop()
    if (last && read.length > 0) {
      const closed = [...parts.closed, ...read.map(({ text: part }) => own(part))]
      parts = { closed, openAt: parts.openAt + last.start }
    }
    return parts
  }
}

function cut(blocks: readonly Block[]): Block[] {
  const parts: Block[] = []
  let texts: string[] = []
  let start = 0
  let length = 0
  const close = () => {
    if (texts.length > 0) parts.push({ text: texts.join('\n\n'), start })
    texts = []
    length = 0
  }
  for (const block of blocks) {
    if (length >= PART_CHARACTERS || texts.length >= PART_BLOCKS) close()
    if (texts.length === 0) start = block.start
    texts.push(block.text)
    length += block.text.length
  }
  close()
  return parts
}
