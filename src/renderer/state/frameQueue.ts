/** Collects work and does it once per animation frame, in order. */
export function createFrameQueue<T>(work: (items: T[]) => void, schedule: (run: () => void) => void) {
  let items: T[] = []
  let scheduled = false
  const run = () => {
    scheduled = false
    const batch = items
    items = []
    if (batch.length > 0) work(batch)
  }
  return {
    add(item: T) {
      items.push(item)
      if (scheduled) return
      scheduled = true
      schedule(run)
    },
  }
}

/** The next animation frame; a hidden window has none, so there a timer does. */
export function onNextFrame(run: () => void): void {
  if (document.hidden) {
    setTimeout(run, 200)
    return
  }
  let done = false
  const once = () => {
    if (!done) run()
    done = true
  }
  requestAnimationFrame(once)
  setTimeout(once, 300) // hidden before the frame came
}
