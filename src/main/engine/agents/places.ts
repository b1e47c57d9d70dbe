import type { AgentLimits } from '../../../core/agents/limits.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import type { Family } from './family.ts'

export interface Places {
  /**
   * Takes a place below the root of a thread with `record`, which is given the nicknames that are taken; null where none
   * is free. Those of one root wait for each other, those of different roots do not.
   */
  take<T>(thread: Thread, limits: AgentLimits, record: (names: ReadonlySet<string>) => Promise<T>): Promise<T | null>
}

/** The places of agents: so many a root. Nothing is kept here, so none is lost: who is open is read each time. */
export function createPlaces(family: Pick<Family, 'rootOf' | 'openBelow'>): Places {
  const last = new Map<string, Promise<unknown>>()

  const inTurn = <T>(rootId: string, work: () => Promise<T>): Promise<T> => {
    const done = (last.get(rootId) ?? Promise.resolve()).then(work)
    const settled = done
      .catch(() => undefined)
      .finally(() => {
        if (last.get(rootId) === settled) last.delete(rootId)
      })
    last.set(rootId, settled)
    return done
  }

  return {
    async take(thread, { maxThreads }, record) {
      const rootId = await family.rootOf(thread)
      return inTurn(rootId, async () => {
        const open = await family.openBelow(rootId)
        return open.length < maxThreads ? record(new Set(open.map(({ nickname }) => nickname))) : null
      })
    },
  }
}
