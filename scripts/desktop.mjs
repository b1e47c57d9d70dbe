// The desktop window: finds or fetches Electron's binary, and opens the window with it.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exitCode, forwardSignals, run } from './child.mjs'
import { inRoot, productNode, root } from './project.mjs'

const probeTimeoutMs = 8_000
const offlineTimeoutMs = 30_000
const downloadTimeoutMs = 600_000

/** The path of Electron's binary, or undefined. Unlike `require('electron')` it never starts a download. */
function electronBinary() {
  const pathFile = inRoot('node_modules/electron/path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? inRoot('node_modules/electron/dist'), name)
  return existsSync(path) ? path : undefined
}

/**
 * Makes sure Electron's binary is there. npm installs only its downloader.
 * @returns {Promise<{ binary: string } | { reason: string }>}
 */
export async function ensureElectron() {
  const present = electronBinary()
  if (present) return { binary: present }
  console.log('Fetching Electron for the desktop window (about 120 MB, once) …')
  // The downloader waits for minutes where a firewall drops packets, so it gets that long only if somebody answers.
  // It gets a little time in any case: the file may be in its cache.
  const timeoutMs = (await answers(mirror())) ? downloadTimeoutMs : offlineTimeoutMs
  const { timedOut } = await run(productNode, [inRoot('node_modules/electron/install.js')], { timeoutMs })
  const binary = electronBinary()
  if (binary) return { binary }
  const what = timedOut ? `Electron could not be fetched within ${timeoutMs / 1000} s` : 'Electron could not be fetched'
  return { reason: `${what} (ELECTRON_MIRROR or ELECTRON_OVERRIDE_DIST_PATH name another place)` }
}

function mirror() {
  const { ELECTRON_MIRROR, npm_config_electron_mirror: npmMirror } = process.env
  return ELECTRON_MIRROR ?? npmMirror ?? 'https://github.com/electron/electron/releases/download/'
}

/** @param {string} url @returns {Promise<boolean>} whether anything at all comes back from there */
async function answers(url) {
  // Our own request would not go through the proxy, so it would tell nothing.
  if (process.env.HTTPS_PROXY ?? process.env.https_proxy) return true
  return fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(probeTimeoutMs) }).then(
    () => true,
    () => false,
  )
}

/**
 * Opens the window and waits until it is closed. The main process says `ready` over the ipc channel; a binary that
 * fails before it (a missing library, a kernel without user namespaces) has shown the user nothing.
 * @param {string} binary
 * @param {string[]} [args] what to run in it
 * @returns {Promise<{ code: number } | { reason: string }>}
 */
export function openWindow(binary, args = [root]) {
  // Chromium refuses to run as root inside its sandbox.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  // A terminal inside another Electron program sets it, and Electron would then be a plain node.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: undefined }
  return new Promise(resolve => {
    const child = spawn(binary, [...flags, ...args], { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] })
    let isReady = false
    let isStopped = false
    const stopForwarding = forwardSignals(child, () => (isStopped = true))
    child.on('message', message => {
      if (message === 'ready') isReady = true
    })
    child.once('error', error => resolve({ reason: `Electron could not be started (${error.message})` }))
    child.once('close', (exit, signal) => {
      stopForwarding()
      const code = exitCode(exit, signal)
      // Code 0 without a window: an instance that was running already has taken over.
      if (isReady || isStopped || code === 0) return resolve({ code })
      resolve({ reason: `Electron ended before its window was ready (${signal ?? `exit code ${code}`})` })
    })
  })
}
