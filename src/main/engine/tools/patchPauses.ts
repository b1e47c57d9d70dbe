import { setImmediate as nextTurn } from 'node:timers/promises'

const SLICE_MS = 8

/**
 * Small files are handled by synchronous calls, which cost a tenth of what the thread pool does. Between files others get
 * their turn, whenever this work has lasted long enough.
 */
export function createPauses(): () => Promise<void> | undefined {
  let since = performance.now()
  return () => {
    if (performance.now() - since < SLICE_MS) return undefined
    return nextTurn().then(() => {
      since = performance.now()
    })
  }
}
