/**
 * On the chat wire the text of a free-form call travels as `{"input":"…"}`. This takes the text out while it arrives, so
 * that the screen shows the same on both wires.
 *
 * @returns a function from the next piece of JSON to the text it adds
 */
export function createInputPreview(): (piece: string) => string {
  let buffer = ''
  let where: 'before' | 'inside' | 'after' = 'before'
  return piece => {
    if (where === 'after') return ''
    buffer += piece
    if (where === 'before') {
      const opening = /^\s*\{\s*"input"\s*:\s*"/.exec(buffer)?.[0]
      if (opening === undefined) return ''
      where = 'inside'
      buffer = buffer.slice(opening.length)
    }
    const end = endOfText(buffer)
    if (buffer[end] === '"') where = 'after'
    const text = buffer.slice(0, end)
    buffer = buffer.slice(end)
    return unescaped(text)
  }
}

/** Where the string ends, or where its last escape sequence is still incomplete. */
function endOfText(json: string): number {
  let at = 0
  while (at < json.length && json[at] !== '"') {
    const width = json[at] !== '\\' ? 1 : json[at + 1] === 'u' ? 6 : 2
    if (at + width > json.length) break
    at += width
  }
  return at
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`)
  } catch {
    return text // models write line breaks as they are, which JSON forbids
  }
}
