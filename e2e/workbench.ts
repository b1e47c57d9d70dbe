import type { Browser, BrowserContext, Page } from '@playwright/test'
import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchChromium } from './chromium.ts'
import { launchElectron } from './electronApp.ts'

export type HostKind = 'browser' | 'desktop'

export interface Workbench {
  kind: HostKind
  page: Page
  home: string
  /** Of the process that runs the engine. */
  pid: number
  /** Ends the host as a power cut would. */
  kill(): Promise<void>
  /** Starts a host on the same home again and opens its page. */
  restart(): Promise<Workbench>
  /** Ends the host and removes the home. */
  close(): Promise<void>
}

const ROOT = join(import.meta.dirname, '..')
const { HEDDLE_OUT } = process.env
/** As its users start it, except where another build is looked at. */
const CLI = HEDDLE_OUT === undefined ? join(ROOT, 'bin/launch.cjs') : join(ROOT, HEDDLE_OUT, 'main/cli.js')
const VIEWPORT = { width: 1280, height: 800 }

/** Everything the product reads of the environment: a home of its own, and no keys. */
const environment = (home: string): Record<string, string> => ({
  PATH: process.env.PATH ?? '',
  HOME: home,
  HEDDLE_HOME: join(home, 'heddle'),
  LANG: 'C.UTF-8',
})

/**
 * Drawing what moves while an agent works is a sixth of what a journey costs. First journeys see it; the others go as for
 * people who want less of it.
 */
export type Motion = 'no-preference' | 'reduce'

/** Opens the workbench in a fresh home, in the browser or in the desktop window. `config` is its `config.toml`. */
export function openWorkbench(kind: HostKind, config?: string, motion: Motion = 'reduce'): Promise<Workbench> {
  const home = mkdtempSync(join(tmpdir(), 'heddle-e2e-'))
  if (config !== undefined) {
    mkdirSync(join(home, 'heddle'), { mode: 0o700 })
    writeFileSync(join(home, 'heddle/config.toml'), config, { mode: 0o600 })
  }
  return openIn(kind, home, motion)
}

const openIn = (kind: HostKind, home: string, motion: Motion): Promise<Workbench> =>
  kind === 'browser' ? openInBrowser(home, motion) : openOnDesktop(home, motion)

let browser: Promise<Browser> | undefined
/** One for all journeys of a process, which ends it with itself: each has a context, that is cookies and storage, of its own. */
const theBrowser = (): Promise<Browser> => (browser ??= launchChromium())

async function openInBrowser(home: string, motion: Motion): Promise<Workbench> {
  const host = spawn(process.execPath, [CLI, 'serve', '--no-open', '--port', '0'], {
    env: environment(home),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await addressOf(host)
  const browser = await theBrowser()
  const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: 'dark', reducedMotion: motion })
  const page = await context.newPage()
  await page.goto(url)
  return workbench('browser', page, home, {
    kill: () => killed(host),
    end: async () => {
      await context.close()
      await killed(host)
    },
    context,
    motion,
    pid: host.pid ?? 0,
  })
}

let launches = 0

async function openOnDesktop(home: string, motion: Motion): Promise<Workbench> {
  // The window's own folder is new each time: what has to survive is in the home.
  const userDataDir = join(home, `user-data-${++launches}`)
  const app = await launchElectron({ userDataDir, env: environment(home) })
  const page = await app.firstWindow()
  await page.setViewportSize(VIEWPORT)
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: motion })
  const kill = async () => {
    await killed(app.process)
    killThoseNaming(userDataDir)
  }
  return workbench('desktop', page, home, { kill, end: () => app.close(), motion, pid: app.process.pid ?? 0 })
}

interface Ends {
  kill(): Promise<void>
  end(): Promise<void>
  context?: BrowserContext
  motion: Motion
  pid: number
}

function workbench(kind: HostKind, page: Page, home: string, { kill, end, context, motion, pid }: Ends): Workbench {
  let isDead = false
  return {
    kind,
    page,
    home,
    pid,
    async kill() {
      isDead = true
      await kill()
    },
    async restart() {
      await context?.close()
      return openIn(kind, home, motion)
    },
    async close() {
      if (isDead) await context?.close()
      else await end()
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

async function addressOf(host: ChildProcess): Promise<string> {
  for await (const chunk of host.stdout ?? []) {
    const url = /http:\S+/.exec(String(chunk))?.[0]
    if (url) return url
  }
  throw new Error('The host ended before it printed its address')
}

async function killed(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null || host.signalCode !== null) return
  const gone = new Promise<void>(resolve => host.once('exit', () => resolve()))
  host.kill('SIGKILL')
  await gone
}

/** Chooses the sample project and sends the first message of a thread, by keyboard. */
export async function beginThread(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: 'Use the sample project' }).press('Enter')
  const message = page.getByRole('textbox', { name: 'Message' })
  await page.getByText(/Answers come from/).waitFor()
  await message.focus()
  await page.keyboard.type(words)
  await page.keyboard.press('Enter')
  await page.getByRole('group', { name: 'What happened' }).waitFor()
}

/** Where pictures go: `HEDDLE_PICTURES=docs/pictures npm run e2e` renews those of the README. */
const PICTURES = process.env.HEDDLE_PICTURES ?? join(import.meta.dirname, 'screenshots')

/** Pictures for the README and for looking at: both themes, a large and a small window. */
export async function takePictures(page: Page, name: string): Promise<void> {
  const sizes = [VIEWPORT, { width: 900, height: 600 }]
  for (const size of sizes) {
    await page.setViewportSize(size)
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await page.screenshot({ path: join(PICTURES, `${name}-${theme}-${size.width}.png`), animations: 'disabled' })
    }
  }
  await page.setViewportSize(VIEWPORT)
  await page.emulateMedia({ colorScheme: 'dark' })
}

/** A browser that outlived its killed parent is told by the folder it was given. */
function killThoseNaming(folder: string): void {
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)) process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
}
