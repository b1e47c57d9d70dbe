import type { Browser, CDPSession, Page } from '@playwright/test'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { launchChromium } from '../../chromium.ts'
import { launch } from '../engineClient.ts'
import { openHeddleEngine } from '../heddleEngine.ts'
import { atEnd } from '../lifetime.ts'
import type { Command } from '../measure.ts'
import type { Place, Program } from '../programs.ts'
import type { Bench } from '../rows.ts'

/** The built interface in a real browser, on a real engine. */
export interface Window {
  page: Page
  session: CDPSession
  /** Of the process that runs the engine. */
  enginePid: number
  close(): Promise<void>
}

export const VIEWPORT = { width: 1600, height: 1000 }

/** Of the programs only Heddle has a window. */
export function heddleOf({ programs }: Bench): Program {
  const heddle = programs.find(({ name }) => name === 'heddle')
  if (!heddle) throw new Error('Heddle is not among the programs')
  return heddle
}

/** A browser of the bench's own; it goes with the process that runs it. */
export async function openBrowser(): Promise<Browser> {
  const browser = await launchChromium()
  const end = atEnd(() => void browser.close())
  browser.once('disconnected', end)
  return browser
}

/** The host of a build beside `out/`, where `HEDDLE_OUT` names one. */
function serving(place: Place): Command {
  const command = place.command('serve', '--no-open', '--port', '0')
  const out = process.env['HEDDLE_OUT']
  if (out === undefined) return command
  const cli = resolve(import.meta.dirname, '../../..', out, 'main/cli.js')
  return { ...command, file: process.execPath, args: [cli, ...command.args] }
}

/** Starts a host on the home. Its address lets in who opens it. */
export async function startHost(place: Place): Promise<{ url: string; pid: number; stop(): Promise<void> }> {
  const { child, pid, complaints, stop } = launch(serving(place))
  const url = await new Promise<string>((found, failed) => {
    child.once('close', () => failed(new Error(`heddle serve ended: ${complaints()}`)))
    createInterface(child.stdout).on('line', line => {
      const address = /http:\S+/.exec(line)?.[0]
      if (address !== undefined) found(address)
    })
  })
  return { url, pid, stop }
}

/** Opens a page of the host in the browser. */
export async function openWindow(browser: Browser, place: Place): Promise<Window> {
  const host = await startHost(place)
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: 'dark' })
  const page = await context.newPage()
  await page.addInitScript(watchFrames)
  await page.goto(host.url)
  // Whoever was let in is led to the page itself.
  await page.getByRole('navigation', { name: 'Open tabs' }).waitFor()
  const session = await context.newCDPSession(page)
  return {
    page,
    session,
    enginePid: host.pid,
    async close() {
      await context.close()
      await host.stop()
    },
  }
}

/** New threads in the home, each with a short turn behind it; what answers must be scripted. */
export async function someThreads(place: Place, count: number): Promise<string[]> {
  const client = await openHeddleEngine(place)
  try {
    const ids: string[] = []
    for (let n = 0; n < count; n++) {
      const id = await client.startThread()
      await client.runTurn(id, 'hi')
      ids.push(id)
    }
    return ids
  } finally {
    await client.close()
  }
}

/** What the interface remembers of its last run. */
export const remember = ({ home }: Place, values: Record<string, unknown>): void =>
  writeFileSync(join(home, 'interface.json'), JSON.stringify(values), { mode: 0o600 })

/** What a page noted of its frames since `begin`. */
export interface FrameNotes {
  /** Milliseconds between frames. */
  frames: number[]
  longTasks: number[]
  /** Of each key press and click, until its effect was drawn; the browser rounds to 8 ms and leaves out those below 16. */
  interactions: number[]
}

declare global {
  var heddleFrames: { begin(): void; end(): FrameNotes } | undefined
}

/** Runs in the page. */
export function watchFrames(): void {
  let notes: FrameNotes = { frames: [], longTasks: [], interactions: [] }
  let last = 0
  let on = false
  const tick = (now: number) => {
    if (!on) return
    if (last > 0) notes.frames.push(now - last)
    last = now
    requestAnimationFrame(tick)
  }
  const observe = (type: string, list: 'longTasks' | 'interactions') =>
    new PerformanceObserver(entries => {
      if (on) notes[list].push(...entries.getEntries().map(entry => entry.duration))
    }).observe({ type, durationThreshold: 16 } as PerformanceObserverInit)
  observe('longtask', 'longTasks')
  observe('event', 'interactions')
  globalThis.heddleFrames = {
    begin() {
      notes = { frames: [], longTasks: [], interactions: [] }
      last = 0
      on = true
      requestAnimationFrame(tick)
    },
    end() {
      on = false
      return notes
    },
  }
}

/** Megabytes on the page's heap once everything unused is gone. */
export async function heapOf(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 2 ** 20
}
