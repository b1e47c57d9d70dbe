// The programs of the system that tests use: Chromium, which they need, and bubblewrap, which some of them need.
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { run } from './child.mjs'
import { onPath, productNode, toolScript } from './project.mjs'

const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
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
 * Finds a Chromium, or installs one: as root from the system's packages, else with Playwright's download.
 * @param {{ logPath?: string }} [options] where an installer's output goes
 * @returns {Promise<Provided>}
 */
export async function ensureChromium({ logPath } = {}) {
  const found = findChromium()
  if (found) return { path: found, note: found }
  if (process.env.HEDDLE_CHROMIUM)
    return { note: `HEDDLE_CHROMIUM names ${process.env.HEDDLE_CHROMIUM}, which does not exist` }
  if (await aptInstall('chromium', logPath)) {
    const installed = findChromium()
    if (installed) return { path: installed, note: `installed ${installed}` }
  }
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
  await run('apt-get', ['update', '-q'], options)
  const { code } = await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', name], options)
  return code === 0
}
