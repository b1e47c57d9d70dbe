/** Somebody who waits for news of agents. */
export interface Watch {
  /** Resolves with the first change from now on, or when the waiting is over. */
  next(): Promise<void>
  /** The time has passed, or nobody waits any more. */
  isOver(): boolean
  stop(): void
}

export interface Changes {
  watch(agentIds: readonly string[], timeoutMs: number, signal: AbortSignal): Watch
  changed(agentId: string): void
}

/** Tells who waits for an agent that it may have stopped working. */
export function createChanges(): Changes {
  const watching = new Map<string, Set<() => void>>()

  return {
    watch(agentIds, timeoutMs, signal) {
      let over = signal.aborted
      let onNews = () => {}
      const tell = () => onNews()
      const end = () => {
        over = true
        tell()
      }
      const timer = setTimeout(end, timeoutMs)
      signal.addEventListener('abort', end, { once: true })
      for (const id of agentIds) watching.set(id, (watching.get(id) ?? new Set()).add(tell))
      return {
        next: () =>
          new Promise(resolve => {
            onNews = resolve
            if (over) resolve()
          }),
        isOver: () => over,
        stop() {
          clearTimeout(timer)
          signal.removeEventListener('abort', end)
          for (const id of agentIds) {
            const others = watching.get(id)
            others?.delete(tell)
            if (others?.size === 0) watching.delete(id)
          }
        },
      }
    },
    changed: agentId => watching.get(agentId)?.forEach(tell => tell()),
  }
}
