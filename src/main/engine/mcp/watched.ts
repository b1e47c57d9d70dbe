/** A value that can be waited on. */
export interface Watched<T> {
  get(): T
  set(value: T): void
  /** Resolves once the value holds; rejects with the signal's reason. */
  until(holds: (value: T) => boolean, signal: AbortSignal): Promise<void>
}

export function watched<T>(initial: T, onChange: () => void): Watched<T> {
  const waiting = new Set<() => void>()
  let value = initial
  return {
    get: () => value,
    set(next) {
      value = next
      for (const look of [...waiting]) look()
      onChange()
    },
    until: (holds, signal) =>
      new Promise((resolve, reject) => {
        const done = (): void => {
          waiting.delete(look)
          signal.removeEventListener('abort', stop)
        }
        const stop = (): void => {
          done()
          reject(signal.reason)
        }
        const look = (): void => {
          if (!holds(value)) return
          done()
          resolve()
        }
        if (signal.aborted) return stop()
        waiting.add(look)
        signal.addEventListener('abort', stop)
        look()
      }),
  }
}
