/** How often each word stands in a text. */
export function tally(text) {
  const counts = {}
  for (const word of text.split(' ')) {
    counts[word] = (counts[word] ?? 0) + 1
  }
  return counts
}
