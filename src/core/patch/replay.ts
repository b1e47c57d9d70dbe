const HUNK = /^@@ -(\d+)(?:,(\d+))? \+\d+(?:,\d+)? @@/
const NO_NEWLINE = '\\ No newline at end of file'

/** The text that a unified diff (hunks only) makes of the one it was made from; null if it is not the diff of that text. */
export function replayDiff(before: string, diff: string): string | null {
  const old = before.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const lines = diff.match(/[^\n]*\n|[^\n]+$/g) ?? []
  const result: string[] = []
  let at = 0
  for (const [index, line] of lines.entries()) {
    const hunk = HUNK.exec(line)
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1)
      if (start < at || start > old.length) return null
      result.push(...old.slice(at, start))
      at = start
      continue
    }
    if (line.startsWith(NO_NEWLINE)) continue
    const text = lines[index + 1]?.startsWith(NO_NEWLINE) ? line.slice(1, -1) : line.slice(1)
    if (line.startsWith('+')) result.push(text)
    else if (old[at++] !== text) return null
    else if (line.startsWith(' ')) result.push(text)
    else if (!line.startsWith('-')) return null
  }
  return [...result, ...old.slice(at)].join('')
}
