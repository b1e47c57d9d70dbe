/**
 * Runs a built Electron application without Electron:
 * `node e2e/standin/run.ts <chromium> <entry> --user-data-dir=<folder> [more arguments]`
 *
 * A parent with an ipc channel can steer it: see `ToStandin` and `FromStandin`.
 */
import { registerHooks } from 'node:module'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

export type ToStandin = { standin: 'evaluate'; id: number; source: string; arg: unknown } | { standin: 'quit' }
export type FromStandin =
  { standin: 'listening'; endpoint: string } | { standin: 'evaluated'; id: number; value?: unknown; error?: string }

const [executable, entry, ...rest] = process.argv.slice(2)
if (executable === undefined || entry === undefined) throw new Error('usage: run.ts <chromium> <entry> [arguments]')

const double = new URL('./electron.ts', import.meta.url).href
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
})
process.argv = [process.execPath, resolve(entry), ...rest]
Object.assign(process, { type: 'browser' })

const electron = await import('./electron.ts')
const tell = (message: FromStandin) => process.send?.(message)

process.on('message', async (message: ToStandin) => {
  if (message.standin === 'quit') return electron.app.quit()
  const { id, source, arg } = message
  try {
    // Indirect, so that the function sees globals only, as it would in Electron.
    // oxlint-disable-next-line no-eval -- functions of our own tests
    const run = (0, eval)(`(${source})`) as (module: typeof electron, arg: unknown) => unknown
    tell({ standin: 'evaluated', id, value: await run(electron, arg) })
  } catch (error) {
    tell({ standin: 'evaluated', id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) })
  }
})
// Nobody is left to end us.
process.on('disconnect', () => electron.app.exit(1))
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => electron.app.quit())

// Electron becomes ready only after the entry has been evaluated, so an entry that awaits `whenReady()` at its top level
// hangs there. Here it ends with Node's exit code 13, if the channel to the parent does not keep the process alive.
process.channel?.unref()
await import(pathToFileURL(entry).href)
process.channel?.ref()
const endpoint = await electron.becomeReady(executable)
if (endpoint !== undefined) tell({ standin: 'listening', endpoint })
