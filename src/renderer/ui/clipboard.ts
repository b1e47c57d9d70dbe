/**
 * Puts text on the clipboard. The desktop window has no permission for the clipboard; there the text goes the way of a
 * person's own copy command, which needs none but the click or key that led here. Rejects where neither is allowed.
 */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text)
  } catch (error) {
    if (!copyByCommand(text)) throw error
  }
}

function copyByCommand(text: string): boolean {
  const stop = new AbortController()
  // Says that there is something to copy even though nothing is selected.
  document.addEventListener('beforecopy', event => event.preventDefault(), { signal: stop.signal })
  document.addEventListener(
    'copy',
    event => {
      event.clipboardData?.setData('text/plain', text)
      event.preventDefault()
    },
    { signal: stop.signal },
  )
  try {
    return document.execCommand('copy')
  } finally {
    stop.abort()
  }
}
