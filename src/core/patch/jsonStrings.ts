/** Takes the next piece of a JSON text, cut anywhere; the text of its strings in it, a line break after each string. */
export type JsonStrings = (piece: string) => string

/** Reads the strings of a JSON text while it streams in: arguments of a function call are shown before they are whole. */
export function createJsonStrings(): JsonStrings {
  let inside = false
  let cut = ''
  return piece => {
    const text = cut + piece
    cut = ''
    let read = ''
    let at = 0
    while (at < text.length) {
      const next = inside ? endOfPlain(text, at) : text.indexOf('"', at)
      if (inside) read += text.slice(at, next < 0 ? undefined : next)
      if (next < 0) break
      if (text[next] === '"') {
        if (inside) read += '\n'
        inside = !inside
        at = next + 1
        continue
      }
      at = next + (text[next + 1] === 'u' ? 6 : 2)
      if (at <= text.length) read += unescaped(text.slice(next, at))
      else cut = text.slice(next)
    }
    return read
  }
}

/** Where a quote or an escape ends what can be taken as it is, or -1. */
function endOfPlain(text: string, from: number): number {
  const quote = text.indexOf('"', from)
  const escape = text.indexOf('\\', from)
  return quote < 0 || escape < 0 ? Math.max(quote, escape) : Math.min(quote, escape)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' }

function unescaped(escape: string): string {
  const sign = escape.charAt(1)
  if (sign === 'u') return String.fromCharCode(Number.parseInt(escape.slice(2), 16) || 0)
  return ESCAPES[sign] ?? sign
}
