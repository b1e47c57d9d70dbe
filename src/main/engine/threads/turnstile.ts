/** Resolves when a thread may go on with its next step. */
export type Turnstile = (threadId: string) => Promise<void>

/**
 * Lets one thread through in each turn of the event loop, first come, first served; what one thread wants at the same time
 * goes together. Hundreds of threads that can all go on at once would otherwise be served in one breath, and everybody who
 * looks at one of them would wait for all. Who comes alone does not wait.
 */
export function createTurnstile(): Turnstile {
  const waiting = new Map<string, (() => void)[]>()
  /** The thread that this turn of the loop belongs to. */
  let admitted: string | null = null

  const admitNext = (): void => {
    const [next] = waiting
    admitted = next?.[0] ?? null
    if (!next) return
    const [threadId, steps] = next
    waiting.delete(threadId)
    setImmediate(admitNext)
    for (const goOn of steps) goOn()
  }

  return threadId => {
    if (admitted === threadId) return Promise.resolve()
    if (admitted === null) {
      admitted = threadId
      setImmediate(admitNext)
      return Promise.resolve()
    }
    return new Promise(goOn => {
      const steps = waiting.get(threadId)
      if (steps) steps.push(goOn)
      else waiting.set(threadId, [goOn])
    })
  }
}
