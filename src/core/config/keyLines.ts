/**
 * The line of every key of a TOML text, by dotted path. The parser does not tell; this reads table headers and the starts
 * of key lines, and leaves out what it cannot place (keys inside inline tables, for which the table's line stands).
 */
export function keyLines(text: string): Record<string, number> {
  const lines: Record<string, number> = Object.create(null)
  let table: string[] = []
  let within: '"""' | "'''" | null = null
  text.split('\n').forEach((line, index) => {
    if (within !== null) {
      if (line.includes(within)) within = null
      return
    }
    const header = /^\s*\[\[?([^\]]+)\]\]?\s*(#.*)?$/.exec(line)
    if (header) {
      table = splitKey(header[1] ?? '')
      lines[table.join('.')] ??= index + 1
      return
    }
    const pair = /^\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|'[^']*'|[\w-]+))*)\s*=(.*)$/.exec(line)
    if (!pair) return
    lines[[...table, ...splitKey(pair[1] ?? '')].join('.')] ??= index + 1
    within = openString(pair[2] ?? '')
  })
  return lines
}

const splitKey = (key: string): string[] =>
  [...key.matchAll(/"([^"]*)"|'([^']*)'|([\w-]+)/g)].map(match => match[1] ?? match[2] ?? match[3] ?? '')

function openString(rest: string): '"""' | "'''" | null {
  for (const quotes of ['"""', "'''"] as const) {
    const parts = rest.split(quotes).length - 1
    if (parts % 2 === 1) return quotes
  }
  return null
}
