/**
 * How late the window's process is with the engine in it, and with the engine in a process of its own:
 * `node e2e/bench/windowProcess.ts`. Twenty threads run ten commands each and then stream 1,000 tokens a second, all at
 * once, watched by a client in the window's process. The figures are in docs/adr/0008.
 */
import { fork } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePort } from '../../src/rpc/port.ts'
import { connect } from '../../src/rpc/connect.ts'
import { memoryPorts } from '../../src/rpc/ports/memory.ts'
import { sandboxOf } from '../../src/core/thread/settings.ts'
import { script } from '../../src/testing/modelServer.ts'
import { startModel } from './model.ts'
import type { Model } from './model.ts'

const THREADS = 20
const CALLS = 10
const TOKENS = 5_000
const RUNS = 3
const LOOK_MS = 10

/** `pids`: the processes that share the work. */
type Opened = { port: MessagePort; pids: number[]; close(): Promise<unknown> }

const config = (url: string) => `model_provider = "scripted"
model = "scripted"
model_providers.scripted = { name = "Scripted", base_url = "${url}", env_key = "MOCK_KEY" }
`

/** Resident memory in MB. */
const memoryOf = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

async function inside(home: string): Promise<Opened> {
  const { createEngine } = await import('../../src/main/engine/engine.ts')
  const environment = { PATH: process.env.PATH, HOME: home, MOCK_KEY: 'k' }
  const engine = await createEngine({ host: 'desktop', home, environment })
  const [port, theirs] = memoryPorts()
  engine.serve(theirs)
  return { port, pids: [process.pid], close: engine.close }
}

/** The engine in a child, which sends what it says by the child's own channel, cloned as Electron clones it. */
async function apart(home: string): Promise<Opened> {
  const child = fork(import.meta.filename, ['engine', home], { serialization: 'advanced' })
  await new Promise<void>(resolve => child.once('message', () => resolve()))
  const port: MessagePort = {
    send: message => void child.send(message as object),
    onMessage: handler => {
      child.on('message', handler)
      return () => void child.off('message', handler)
    },
    onClose: () => () => undefined,
    close: () => undefined,
  }
  return {
    port,
    pids: [process.pid, child.pid ?? 0],
    close: () => new Promise(resolve => (child.once('exit', resolve), child.disconnect())),
  }
}

async function measure(open: (home: string) => Promise<Opened>, model: Model) {
  const home = mkdtempSync(join(tmpdir(), 'heddle-window-'))
  writeFileSync(join(home, 'config.toml'), config(model.url), { mode: 0o600 })
  const startedAt = performance.now()
  const { port, pids, close } = await open(home)
  const client = connect(port)
  await client.call('engine/status', {})
  const startMs = performance.now() - startedAt

  const settings = {
    provider: 'scripted',
    model: 'scripted',
    mode: 'code',
    approvalPolicy: 'never' as const,
    sandbox: sandboxOf('danger-full-access'),
  }
  const talk = async (name: string) => {
    const { threadId } = await client.call('thread/start', { commandId: `start-${name}`, cwd: home, settings })
    const ended = new Promise<void>(resolve => {
      client.subscribe('thread/watch', { threadId }, frame => {
        if (frame.type === 'event' && frame.event.type === 'turn.finished') resolve()
      })
    })
    const content = [{ type: 'input_text' as const, text: 'go' }]
    await client.call('input/send', { threadId, inputId: `input-${name}`, content })
    await ended
  }
  await talk('warm-up') // what the first turn loads is loaded once
  const stopLooking = lookAtLoop()
  const beganAt = performance.now()
  await Promise.all(Array.from({ length: THREADS }, (_, n) => talk(`thread-${n}`)))
  const wallMs = performance.now() - beganAt
  const loop = stopLooking()
  const memoryMb = pids.map(memoryOf).reduce((sum, each) => sum + each, 0)
  client.close()
  await close()
  rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  return { startMs, ...loop, wallMs, memoryMb }
}

/**
 * How long this thread computes between two looks of its loop. A busy machine makes any loop late; what it computes is the
 * same on any.
 */
function lookAtLoop() {
  const cpuMs = () => {
    const { user, system } = process.threadCpuUsage()
    return (user + system) / 1000
  }
  const own: number[] = []
  let before = cpuMs()
  const timer = setInterval(() => {
    const now = cpuMs()
    own.push(now - before)
    before = now
  }, LOOK_MS)
  return () => {
    clearInterval(timer)
    const sorted = own.toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    return { p50: at(0.5), p99: at(0.99), longest: at(1) }
  }
}

const ways = { inside, apart }

/** Each measurement in a process of its own: what one has loaded would be a gift to the next. */
async function compare() {
  for (let run = 0; run < RUNS; run++) {
    for (const way of Object.keys(ways)) {
      const child = fork(import.meta.filename, [way])
      await new Promise(resolve => child.once('exit', resolve))
    }
  }
}

async function measureOnce(way: keyof typeof ways) {
  const text = 'word '.repeat(TOKENS)
  const { rounds } = script().calls('exec_command', { cmd: 'echo hello' }).times(CALLS)
  const speech = [{ type: 'text' as const, text }]
  const ending = { type: 'completed' as const }
  const spoken = { type: 'answer' as const, speech, ending, deltaChars: 5, deltasPerSecond: 1_000 }
  const model = await startModel({ rounds: [...rounds, spoken] })
  const figures = Object.entries(await measure(ways[way], model)).map(([key, value]) => `${key} ${value.toFixed(1)}`)
  console.log(`${way}: ${figures.join(', ')}`)
  await model.close()
  process.disconnect()
}

async function beEngine(home: string) {
  const { port, close } = await inside(home)
  port.onMessage(message => void process.send?.(message))
  process.on('message', message => port.send(message))
  process.once('disconnect', () => void close().then(() => process.exit()))
  process.send?.('ready')
}

const [role, home] = process.argv.slice(2)
if (role === 'engine' && home !== undefined) await beEngine(home)
else if (role === 'inside' || role === 'apart') await measureOnce(role)
else await compare()
