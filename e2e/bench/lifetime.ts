/**
 * Lets go of something when the function returned is called, or when the process ends before that: a bench that is
 * interrupted leaves no servers and no folders behind. What came last goes first: a program before its folder.
 */
export function atEnd(release: () => void): () => void {
  const once = () => {
    process.off('exit', once)
    release()
  }
  process.prependListener('exit', once)
  return once
}

/** Turns the signals that end a process into an ordinary exit, so that `atEnd` is kept. */
export function exitOnSignals(): void {
  process.once('SIGINT', () => process.exit(130))
  process.once('SIGTERM', () => process.exit(143))
}
