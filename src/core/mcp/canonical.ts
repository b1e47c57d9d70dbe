/**
 * A JSON value as text with its keys sorted: the same value gives the same text whatever order it was written in. Walks
 * with a stack of its own, because a value may be nested deeper than the stack of the machine.
 */
export function canonicalText(value: unknown): string {
  const parts: string[] = []
  const todo: ({ text: string } | { value: unknown })[] = [{ value }]
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if ('text' in next) parts.push(next.text)
    else if (Array.isArray(next.value)) {
      parts.push('[')
      todo.push({ text: ']' })
      for (const item of next.value.toReversed()) todo.push({ text: ',' }, { value: item })
    } else if (typeof next.value === 'object' && next.value !== null) {
      parts.push('{')
      todo.push({ text: '}' })
      const entries = Object.entries(next.value).filter(([, item]) => item !== undefined)
      for (const [key, item] of entries.sort(([a], [b]) => (a < b ? 1 : -1)))
        todo.push({ text: ',' }, { value: item }, { text: `${JSON.stringify(key)}:` })
    } else parts.push(JSON.stringify(next.value) ?? 'null')
  }
  return parts.join('')
}

/** How deep a JSON value is nested and how many values it has, counted no further than the limits. */
export function exceeds(value: unknown, limits: { depth: number; values: number }): boolean {
  const todo: { value: unknown; depth: number }[] = [{ value, depth: 1 }]
  let seen = 0
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (next.depth > limits.depth || ++seen > limits.values) return true
    if (typeof next.value !== 'object' || next.value === null) continue
    for (const inner of Object.values(next.value)) todo.push({ value: inner, depth: next.depth + 1 })
  }
  return false
}
