/** A path that a message names, and where. */
export interface NamedPath {
  path: string
  from: number
  to: number
}

const MOST = 12
/** Of a longer text only the beginning is looked through. */
const REACH = 20_000

/** What in a text looks like a path: words with a slash or an ending, and whatever stands in quotes and has one. */
export function pathsIn(text: string): NamedPath[] {
  const found = new Map<string, NamedPath>()
  for (const match of text
    .slice(0, REACH)
    .matchAll(/"([^"\n]{1,300})"|(?<![^\s([{])@?([^\s"'`()[\]{}<>,;]{2,300})/gu)) {
    const quoted = match[1]
    // What ends a sentence belongs to no word; in quotes each character counts.
    const word = quoted ?? (match[2] ?? '').replace(/[.:!?]+$/, '')
    if (!isLikely(word) || found.has(word)) continue
    const from = match.index + match[0].indexOf(word) - (quoted === undefined ? 0 : 1)
    found.set(word, { path: word, from, to: from + word.length + (quoted === undefined ? 0 : 2) })
    if (found.size >= MOST) break
  }
  return [...found.values()]
}

const isLikely = (word: string): boolean =>
  !word.includes('://') &&
  !/^[/$!]\w*$/.test(word) &&
  (/[^/]\/|\/[^/]/.test(word) || /^[^.].*\.[A-Za-z]\w{0,9}$/.test(word))
