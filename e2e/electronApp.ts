import { _electron, chromium, type Browser, type Page } from '@playwright/test'
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { findChromium } from '../scripts/browser.mjs'
import type { FromStandin, ToStandin } from './standin/run.ts'

type Electron = typeof import('electron')

export type ElectronApp = {
  /** Which of the two runs: the journeys are the same, what they prove is not. */
  kind: 'electron' | 'stand-in'
  process: ChildProcess
  /** The page of the first window, once it is there. */
  firstWindow(): Promise<Page>
  /** Calls a function in the main process with Electron's module. It sees globals and `arg`, both ways JSON. */
  evaluate<Result, Arg = undefined>(
    fn: (electron: Electron, arg: Arg) => Result | Promise<Result>,
    arg?: Arg,
  ): Promise<Result>
  /** Quits as the user would, and waits for the end. */
  close(): Promise<void>
}

export type LaunchOptions = {
  /** The built main script. */
  entry?: string
  args?: string[]
  env?: Record<string, string>
  userDataDir: string
}

const root = join(import.meta.dirname, '..')
const standin = join(import.meta.dirname, 'standin', 'run.ts')

/** The main script of the product, if it has been built. */
export const productEntry = join(root, process.env.HEDDLE_OUT ?? 'out', 'main', 'index.js')

/** Starts the desktop application: on Electron where its binary exists, else on the stand-in. */
export async function launchElectron(options: LaunchOptions): Promise<ElectronApp> {
  const binary = electronBinary()
  announce(binary)
  return binary === undefined ? launchStandin(options) : launchReal(binary, options)
}

/** Runs the application as the launcher does and ends it once it reports `ready`: what it said, and its exit code. */
export async function runToEnd(
  options: LaunchOptions,
): Promise<{ messages: unknown[]; code: number | null; errors: string }> {
  const child = forkApp(electronBinary(), options)
  const messages: unknown[] = []
  let errors = ''
  child.on('message', (message: FromStandin | string) => {
    if (typeof message !== 'string') return
    messages.push(message)
    if (message === 'ready') child.kill()
  })
  child.stderr?.setEncoding('utf8').on('data', text => (errors += text))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { messages, code, errors }
}

let isAnnounced = false

function announce(binary: string | undefined): void {
  if (isAnnounced) return
  isAnnounced = true
  console.log(
    binary === undefined ? 'Desktop: the Electron stand-in (no Electron binary)' : `Desktop: Electron, ${binary}`,
  )
}

/** The installed Electron, found the way its package finds it, but without the download it would start. */
function electronBinary(): string | undefined {
  const folder = join(root, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), readFileSync(pathFile, 'utf8'))
  return existsSync(binary) ? binary : undefined
}

/** The browser the stand-in shows its pages in. */
function chromiumBinary(): string {
  const found = findChromium()
  if (found === undefined) throw new Error('No Chromium found; HEDDLE_CHROMIUM can name one')
  return found
}

const isRoot = process.getuid?.() === 0

function electronArguments({ entry = productEntry, args = [], userDataDir }: LaunchOptions): string[] {
  return [entry, `--user-data-dir=${userDataDir}`, ...(isRoot ? ['--no-sandbox'] : []), ...args]
}

async function launchReal(binary: string, options: LaunchOptions): Promise<ElectronApp> {
  const env = { ...process.env, ...options.env } as Record<string, string>
  const app = await _electron.launch({ executablePath: binary, args: electronArguments(options), env })
  return {
    kind: 'electron',
    process: app.process(),
    firstWindow: () => app.firstWindow(),
    evaluate: (fn, arg) => app.evaluate(fn as never, arg) as Promise<never>,
    close: () => app.close(),
  }
}

function forkApp(binary: string | undefined, options: LaunchOptions): ChildProcess {
  const env = { ...process.env, ...options.env }
  const stdio = ['ignore', 'inherit', 'pipe', 'ipc'] as const
  const [entry = '', ...rest] = electronArguments(options)
  return binary === undefined
    ? fork(standin, [chromiumBinary(), entry, ...rest], { env, stdio: [...stdio] })
    : fork(entry, rest, { env, stdio: [...stdio], execPath: binary })
}

async function launchStandin(options: LaunchOptions): Promise<ElectronApp> {
  const child = forkApp(undefined, options)
  child.stderr?.pipe(process.stderr)
  const browser = await chromium.connectOverCDP(await listening(child), { noDefaults: true })
  const evaluate = createEvaluate(child)
  return {
    kind: 'stand-in',
    process: child,
    evaluate: evaluate as ElectronApp['evaluate'],
    firstWindow: () => firstPage(browser),
    async close() {
      const exited = child.exitCode === null ? once(child, 'exit') : undefined
      if (child.connected) child.send({ standin: 'quit' } satisfies ToStandin)
      await exited
    },
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: FromStandin) => {
      if (message.standin === 'listening') resolve(message.endpoint)
    })
    child.once('exit', code => reject(new Error(`The application ended with code ${code} before it was ready`)))
  })
}

async function firstPage(browser: Browser): Promise<Page> {
  const [context] = browser.contexts()
  if (context === undefined) throw new Error('The stand-in has no browser context')
  const page = context.pages()[0] ?? (await context.waitForEvent('page'))
  await page.waitForURL(url => url.protocol !== 'about:')
  await page.waitForLoadState()
  return page
}

function createEvaluate(child: ChildProcess) {
  let lastId = 0
  return (fn: (electron: Electron, arg: never) => unknown, arg?: unknown) =>
    new Promise((resolve, reject) => {
      const id = ++lastId
      const listen = (message: FromStandin) => {
        if (message.standin !== 'evaluated' || message.id !== id) return
        child.off('message', listen)
        if (message.error === undefined) resolve(message.value)
        else reject(new Error(message.error))
      }
      child.on('message', listen)
      child.send({ standin: 'evaluate', id, source: fn.toString(), arg } satisfies ToStandin)
    })
}
