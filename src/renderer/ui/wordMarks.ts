const WORD = /[\p{L}\p{N}\p{Co}\p{M}]+/gu

/** Without case and accents. */
const fold = (word: string): string => word.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()

/** The words of what was typed. The last one may still be growing: it stands for whatever begins with it. */
export const wordsOf = (typed: string): string[] => [...typed.matchAll(WORD)].map(([word]) => fold(word))

/** Where words stand in a text: [from, to) in UTF-16 units. */
export function marksOf(text: string, words: readonly string[]): [from: number, to: number][] {
  const open = words.at(-1)
  if (open === undefined) return []
  const whole = new Set(words.slice(0, -1))
  return [...text.matchAll(WORD)].flatMap(({ 0: found, index }): [number, number][] => {
    const word = fold(found)
    return whole.has(word) || word.startsWith(open) ? [[index, index + found.length]] : []
  })
}

/** Marked at most: more would cost more to find than anybody looks at. */
const MAX_MARKS = 2000

/**
 * Marks words in all that an element shows, now and as it changes, as `::highlight(name)`: no element is touched.
 * Returns a function that ends it.
 */
export function keepMarked(root: HTMLElement, words: readonly string[], name: string): () => void {
  if (words.length === 0 || !('highlights' in CSS)) return () => {}
  let frame = 0
  const mark = () => {
    frame = 0
    CSS.highlights.set(name, new Highlight(...rangesIn(root, words)))
  }
  const observer = new MutationObserver(() => {
    frame ||= requestAnimationFrame(mark)
  })
  mark()
  observer.observe(root, { childList: true, characterData: true, subtree: true })
  return () => {
    observer.disconnect()
    cancelAnimationFrame(frame)
    CSS.highlights.delete(name)
  }
}

/** Where words stand in what an element shows, in the order of the page. */
export function rangesIn(root: Node, words: readonly string[]): Range[] {
  const ranges: Range[] = []
  const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  for (let node = texts.nextNode(); node !== null && ranges.length < MAX_MARKS; node = texts.nextNode()) {
    for (const [from, to] of marksOf(node.nodeValue ?? '', words)) {
      const range = new Range()
      range.setStart(node, from)
      range.setEnd(node, to)
      ranges.push(range)
    }
  }
  return ranges
}
