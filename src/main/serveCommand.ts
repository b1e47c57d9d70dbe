import { spawn } from 'node:child_process'
import { parseArgs } from 'node:util'
import { Failure } from '../contract/procedure.ts'
import { createEngine } from './engine/engine.ts'
import { rendererRoot } from './engine/installation.ts'
import { systemErrorCode } from './engine/systemErrors.ts'
import { startBrowserHost } from './hosts/browser/browserHost.ts'

const HELP = `Opens the workbench in the browser, on this machine only.

Usage: heddle serve [options]

  --port N     port on 127.0.0.1 (default: 7717, or any free one when that is taken)
  --no-open    print the address and leave the browser alone`

const DEFAULT_PORT = 7717

/** `heddle serve`: the browser host. Runs until it is told to stop; returns the exit code. */
export async function serveCommand(args: string[]): Promise<number> {
  const parsed = parseServeArgs(args)
  if (typeof parsed === 'string') {
    process.stderr.write(`error: ${parsed}. "heddle serve --help" shows the options.\n`)
    return 2
  }
  if (parsed.help) {
    process.stdout.write(HELP + '\n')
    return 0
  }
  const stopped = new Promise<void>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
  const engine = await createEngine({ host: 'browser' })
  try {
    const host = await startOn(parsed.port, port => startBrowserHost({ port, rendererRoot, serve: engine.serve }))
    process.stdout.write(`Heddle is open at ${host.url}\n`)
    if (parsed.open) openInBrowser(host.url)
    await stopped
    await host.close()
    return 0
  } finally {
    await engine.close()
  }
}

function parseServeArgs(args: string[]): { help: boolean; open: boolean; port: number | null } | string {
  try {
    const { values } = parseArgs({
      args,
      options: {
        port: { type: 'string' },
        'no-open': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    const port = values.port === undefined ? null : Number(values.port)
    if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
      return `--port takes a number from 0 to 65535, not "${values.port}"`
    }
    return { help: values.help === true, open: values['no-open'] !== true, port }
  } catch (error) {
    return error instanceof Error ? (error.message.split('. ')[0] ?? '') : String(error)
  }
}

/** A port that was asked for is taken or it fails; the default one gives way to any free one. */
async function startOn<T>(asked: number | null, start: (port: number) => Promise<T>): Promise<T> {
  try {
    return await start(asked ?? DEFAULT_PORT)
  } catch (error) {
    const code = systemErrorCode(error)
    if (code === 'EADDRINUSE' && asked === null) return start(0)
    if (code === 'EADDRINUSE') {
      throw new Failure(
        'request.invalid',
        `Port ${asked} is taken by another program. Choose one with --port, or leave it out.`,
      )
    }
    if (code === 'EACCES')
      throw new Failure('request.invalid', `Port ${asked} may not be used by this user. Choose one above 1023.`)
    throw error
  }
}

/** Hands the address to the desktop. Where there is none, the printed address is enough. */
function openInBrowser(url: string): void {
  const [program, ...args] =
    process.platform === 'darwin'
      ? ['open', url]
      : process.platform === 'win32'
        ? ['explorer.exe', url]
        : ['xdg-open', url]
  const child = spawn(program ?? 'xdg-open', args, { stdio: 'ignore', detached: true })
  child.on('error', () => undefined)
  child.unref()
}
