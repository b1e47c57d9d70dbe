// Preloaded into an engine (node --import): how long its event loop kept others waiting. SIGUSR2 begins anew and writes
// what was seen before to the file that HEDDLE_LOOP_PROBE names.
import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { isMainThread } from 'node:worker_threads'

const path = process.env.HEDDLE_LOOP_PROBE
const RESOLUTION_MS = 10

/** CPU time of this thread alone. */
const cpuMs = () => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

if (isMainThread && path !== undefined) {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  // A busy machine makes any loop late. What the loop itself did between two of its turns is ours on any machine.
  /** @type {number[]} */
  let own = []
  let before = cpuMs()
  setInterval(() => {
    const now = cpuMs()
    own.push(now - before)
    before = now
  }, RESOLUTION_MS).unref()
  process.on('SIGUSR2', () => {
    const sorted = own.toSorted((a, b) => a - b)
    const seen = {
      delayMs: delay.percentile(99) / 1e6,
      longestMs: delay.max / 1e6,
      ownMs: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      longestOwnMs: sorted.at(-1) ?? 0,
    }
    writeFileSync(`${path}.new`, JSON.stringify(seen))
    renameSync(`${path}.new`, path)
    delay.reset()
    own = []
    before = cpuMs()
  })
  delay.enable()
}
