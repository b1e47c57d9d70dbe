// npm start [-- --browser | --no-open | --port N]: installs what is missing, builds what is stale, opens the workbench:
// in a desktop window where that is possible, else in the browser, with one line that says why.
import { parseArgs } from 'node:util'
import { ensureBuilt } from './build.mjs'
import { follow } from './child.mjs'
import { ensureElectron, openWindow } from './desktop.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, productNode } from './project.mjs'

const usage = `Usage: npm start [-- options]
  --browser   open in the browser instead of a desktop window
  --no-open   serve for a browser and only print the address
  --port N    the port to serve at (implies --browser)`

async function main() {
  const options = readOptions()
  if (options === undefined) return 2
  if (!(await ensureInstalled()) || !(await ensureBuilt())) return 1
  if (!options.browser) {
    const outcome = await tryWindow()
    if ('code' in outcome) return outcome.code
    console.log(`Opening in the browser: ${outcome.reason}.`)
  }
  return serve(options)
}

/** @returns {{ browser: boolean, open: boolean, port: string | undefined } | undefined} undefined on a wrong option */
function readOptions() {
  const flag = /** @type {const} */ ({ type: 'boolean', default: false })
  try {
    const { values } = parseArgs({
      options: { browser: flag, 'no-open': flag, port: { type: 'string' } },
    })
    const open = !values['no-open']
    return { browser: Boolean(values.browser) || !open || values.port !== undefined, open, port: values.port }
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n${usage}`)
    return undefined
  }
}

/** @returns {Promise<{ code: number } | { reason: string }>} */
async function tryWindow() {
  if (!hasDisplay()) return { reason: 'there is no display (DISPLAY and WAYLAND_DISPLAY are not set)' }
  const electron = await ensureElectron()
  return 'reason' in electron ? electron : openWindow(electron.binary)
}

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY)

/** @param {{ open: boolean, port: string | undefined }} options */
function serve({ open, port }) {
  const flags = [...(open && hasDisplay() ? [] : ['--no-open']), ...(port === undefined ? [] : ['--port', port])]
  const env = { NODE_COMPILE_CACHE: inRoot('out/.compile-cache'), ...process.env }
  // As in bin/heddle.
  const args = ['--max-semi-space-size=4', inRoot('bin/launch.cjs'), 'serve', ...flags]
  return follow(productNode, args, { env })
}

process.exitCode = await main()
