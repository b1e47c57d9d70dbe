/** One line of a diff as it is drawn. `gap` stands for lines that are not shown. */
export type DiffLine =
  | { kind: 'same'; before: number; after: number; text: string }
  | { kind: 'removed'; before: number; text: string }
  | { kind: 'added'; after: number; text: string }
  | { kind: 'gap' }

const HUNK = /^@@+ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/

/** The lines of a unified diff of one file. File headers are skipped; a diff without hunk headers counts from 1. */
export function parseDiff(diff: string): DiffLine[] {
  const lines: DiffLine[] = []
  let before = 1
  let after = 1
  let inHunk = !diff.includes('@@')
  for (const line of withoutLastBreak(diff).split('\n')) {
    const hunk = HUNK.exec(line)
    if (hunk) {
      if (lines.length > 0) lines.push({ kind: 'gap' })
      before = Number(hunk[1])
      after = Number(hunk[2])
      inHunk = true
    } else if (!inHunk || line.startsWith('\\')) continue
    else if (line.startsWith('@@')) {
      if (lines.length > 0) lines.push({ kind: 'gap' })
    } else if (line.startsWith('-')) lines.push({ kind: 'removed', before: before++, text: line.slice(1) })
    else if (line.startsWith('+')) lines.push({ kind: 'added', after: after++, text: line.slice(1) })
    else lines.push({ kind: 'same', before: before++, after: after++, text: line.slice(1) })
  }
  return lines
}

const withoutLastBreak = (text: string): string => (text.endsWith('\n') ? text.slice(0, -1) : text)

/** A whole file as added or removed lines. */
export function wholeFile(kind: 'added' | 'removed', content: string): DiffLine[] {
  if (content === '') return []
  const lines = withoutLastBreak(content).split('\n')
  return lines.map((text, index) =>
    kind === 'added' ? { kind, after: index + 1, text } : { kind, before: index + 1, text },
  )
}

/** How many lines came and went. */
export function countLines(lines: readonly DiffLine[]): { added: number; removed: number } {
  let added = 0
  let removed = 0
  for (const line of lines) {
    if (line.kind === 'added') added++
    else if (line.kind === 'removed') removed++
  }
  return { added, removed }
}
