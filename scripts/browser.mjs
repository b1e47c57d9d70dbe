// The programs of the system that tests use: Chromium, which they need, and bubblewrap, which some of them need.
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from './child.mjs'
import { onPath, productNode, toolScript } from './project.mjs'

/** Chromium without a window of its own: it opens a page at a third of the cost. */
const headlessShell = 'chromium-headless-shell'
const commands = [headlessShell, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const downloadTimeoutMs = 300_000

const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** @typedef {{ path?: string, note: string }} Provided `path` is undefined when the program is not to be had */

/**
 * The path of a Chromium: the one that HEDDLE_CHROMIUM names, one of the system, or one that Playwright downloaded.
 * @returns {string | undefined}
 */
export function findChromium() {
  const named = process.env.HEDDLE_CHROMIUM
  if (named) return existsSync(named) ? named : undefined
  return commands.map(onPath).find(Boolean) ?? applications.find(path => existsSync(path)) ?? downloadedChromium()
}

/** Newest first: Playwright keeps one folder for each build it ever downloaded. */
function downloadedChromium() {
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH ?? join(homedir(), cacheFolder(), 'ms-playwright')
  if (!existsSync(folder)) return undefined
  const builds = readdirSync(folder).filter(name => /^chromium-\d+$/.test(name))
  builds.sort((a, b) => Number(b.slice('chromium-'.length)) - Number(a.slice('chromium-'.length)))
  const inside = [
    'chrome-linux64/chrome',
    'chrome-linux/chrome',
    'chrome-win64/chrome.exe',
    'chrome-mac-arm64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
    'chrome-mac-x64/Google Chrome for Testing.app/Contents/MacOS/Google Chrome for Testing',
  ]
  return builds.flatMap(build => inside.map(path => join(folder, build, path))).find(path => existsSync(path))
}

function cacheFolder() {
  if (process.platform === 'darwin') return 'Library/Caches'
  return process.platform === 'win32' ? 'AppData/Local' : '.cache'
}

/**
 * Finds the Chromium that tests like best, or installs it: as root from the system's packages. Without that any
 * Chromium will do, and where there is none Playwright downloads its own.
 * @param {{ logPath?: string }} [options] where an installer's output goes
 * @returns {Promise<Provided>}
 */
export async function ensureChromium({ logPath } = {}) {
  const found = findChromium()
  const named = process.env.HEDDLE_CHROMIUM
  if (named && !found) return { note: `HEDDLE_CHROMIUM names ${named}, which does not exist` }
  if (found && (named || onPath(headlessShell))) return { path: found, note: found }
  const isInstalled = await aptInstall(headlessShell, logPath)
  const path = findChromium()
  if (path) return { path, note: isInstalled ? `installed ${path}` : path }
  const args = [toolScript('playwright'), 'install', 'chromium']
  await run(productNode, args, { timeoutMs: downloadTimeoutMs, logPath })
  const downloaded = findChromium()
  if (downloaded) return { path: downloaded, note: `downloaded ${downloaded}` }
  return {
    note: 'no Chromium could be found or installed. Install one (Debian: apt-get install chromium) or set HEDDLE_CHROMIUM to its path',
  }
}

/**
 * Finds bubblewrap, or installs it as root. Without it the tests of the sandbox skip.
 * @param {{ logPath?: string }} [options]
 * @returns {Promise<Provided>}
 */
export async function ensureBubblewrap({ logPath } = {}) {
  if (process.platform !== 'linux') return { note: 'not used on this platform; tests that need it skip' }
  const found = onPath('bwrap')
  if (found) return { path: found, note: found }
  await aptInstall('bubblewrap', logPath)
  const path = onPath('bwrap')
  return path
    ? { path, note: `installed ${path}` }
    : { note: 'not there (apt-get install bubblewrap); tests that need it skip' }
}

/** @param {string} name @param {string} [logPath] @returns {Promise<boolean>} whether apt-get installed it */
async function aptInstall(name, logPath) {
  const isRoot = process.getuid?.() === 0
  if (!isRoot || onPath('apt-get') === undefined) return false
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const options = { env, timeoutMs: downloadTimeoutMs, logPath }
  // A mirror that does not answer is given up soon.
  const patience = ['-o', 'Acquire::Retries=0', '-o', 'Acquire::http::Timeout=15']
  const install = () => run('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...patience, name], options)
  // The list of packages is old or not there, mostly: then it is read anew.
  if ((await install()).code === 0) return true
  await run('apt-get', ['update', '-q', ...patience], options)
  return (await install()).code === 0
}
