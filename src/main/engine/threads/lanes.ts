/**
 * Places in a working directory, like a read/write lock: shared calls run together, an exclusive one alone. First come,
 * first served, so a stream of reads cannot keep a patch waiting.
 */
export function createLanes() {
  const folders = new Map<string, Folder>()

  return {
    /** Waits for a place; the function that comes back gives it up. */
    async enter(folder: string, exclusive: boolean): Promise<() => void> {
      const lane = folders.get(folder) ?? { shared: 0, exclusive: false, queue: [] }
      folders.set(folder, lane)
      if (lane.queue.length > 0 || !fits(lane, exclusive)) {
        await new Promise<void>(admit => lane.queue.push({ exclusive, admit }))
      } else take(lane, exclusive)
      let held = true
      return () => {
        if (!held) return
        held = false
        if (exclusive) lane.exclusive = false
        else lane.shared--
        admitNext(lane)
        if (lane.shared === 0 && !lane.exclusive && lane.queue.length === 0) folders.delete(folder)
      }
    },
  }
}

interface Folder {
  shared: number
  exclusive: boolean
  queue: { exclusive: boolean; admit: () => void }[]
}

const fits = (lane: Folder, exclusive: boolean) => !lane.exclusive && !(exclusive && lane.shared > 0)

function take(lane: Folder, exclusive: boolean) {
  if (exclusive) lane.exclusive = true
  else lane.shared++
}

function admitNext(lane: Folder) {
  for (let first = lane.queue[0]; first && fits(lane, first.exclusive); first = lane.queue[0]) {
    lane.queue.shift()
    take(lane, first.exclusive) // the place is taken before the waiter runs, so nobody slips in between
    first.admit()
  }
}

export type Lanes = ReturnType<typeof createLanes>
