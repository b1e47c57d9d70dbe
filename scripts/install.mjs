// Installs the packages of the lockfile when they are not there, and does nothing otherwise.
import { existsSync, readFileSync } from 'node:fs'
import { sep } from 'node:path'
import { follow } from './child.mjs'
import { inRoot, isEntry, productNode } from './project.mjs'

/**
 * @typedef {{ version?: string, optional?: boolean, devOptional?: boolean, os?: string[], cpu?: string[], link?: boolean }} LockEntry
 * @typedef {Record<string, LockEntry>} LockEntries keyed by folder, such as `node_modules/ws`
 */

/**
 * Says why the installed tree does not serve the lockfile, or undefined when it does. npm leaves a list of what it
 * installed in `node_modules/.package-lock.json` as its last act, so a tree made by hand with `npm ci` counts too, and
 * one whose install was cut short does not. Optional packages are left out: which of them npm installs depends on the
 * platform. Those that are there must be for this platform, or the tree was copied from another machine.
 * @param {LockEntries} wanted `packages` of package-lock.json
 * @param {LockEntries} installed `packages` of node_modules/.package-lock.json
 * @param {{ platform: string, arch: string }} machine
 * @returns {string | undefined}
 */
export function whyIncomplete(wanted, installed, { platform, arch }) {
  for (const [folder, entry] of Object.entries(wanted)) {
    if (folder === '' || entry.optional || entry.devOptional) continue
    const found = installed[folder]
    if (found === undefined) return `${folder} is missing`
    if (found.version !== entry.version) return `${folder} is ${found.version}, the lockfile has ${entry.version}`
  }
  const foreign = Object.entries(installed).find(([, { os, cpu }]) => !fits(os, platform) || !fits(cpu, arch))
  return foreign && `${foreign[0]} is for another platform`
}

/** @param {string[] | undefined} accepted npm's `os` or `cpu`, where `!name` excludes @param {string} own */
function fits(accepted, own) {
  if (accepted === undefined || accepted.includes(own) || accepted.includes('any')) return true
  return accepted.every(name => name.startsWith('!')) && !accepted.includes(`!${own}`)
}

/**
 * Makes sure the packages are installed, with one line of progress when there is something to do.
 * @returns {Promise<boolean>} false when they could not be installed; npm has then said why
 */
export async function ensureInstalled() {
  const reason = whyStale()
  if (reason === undefined) return true
  console.log(`Installing packages (${reason}); this takes about a minute …`)
  // On Node 20 npm warns that some packages want a newer one. They run on ours, which is among them.
  const code = await npm([hasLock() && !runsFromTree() ? 'ci' : 'install', '--loglevel=error'])
  if (code === 0 && existsSync(productNode)) return true
  console.error(
    [
      `Packages could not be installed (npm exit code ${code}).`,
      '  Offline? Connect once, or point npm at a mirror: npm config set registry <url>.',
      '  Behind a proxy? Set HTTPS_PROXY. A broken cache? npm cache clean --force. Then run the same command again.',
    ].join('\n'),
  )
  return false
}

function whyStale() {
  const installed = lockEntries('node_modules/.package-lock.json')
  if (installed === undefined) return 'none are installed yet'
  if (!existsSync(productNode)) return 'the Node that runs Heddle is missing'
  const wanted = lockEntries('package-lock.json')
  return wanted && whyIncomplete(wanted, installed, process)
}

/** @param {string} path @returns {LockEntries | undefined} */
function lockEntries(path) {
  const file = inRoot(path)
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined
}

const hasLock = () => existsSync(inRoot('package-lock.json'))

// `npm ci` deletes node_modules first, which Windows refuses while the Node inside it is running us.
const runsFromTree = () => process.platform === 'win32' && process.execPath.startsWith(inRoot('node_modules') + sep)

/**
 * Runs npm in this terminal.
 * @param {string[]} args
 * @returns {Promise<number>} its exit code
 */
function npm(args) {
  const [command, ...first] = npmCommand()
  return follow(command, [...first, ...args]).catch(() => 127)
}

/**
 * The command line that runs npm. Inside an npm script it is the npm that started us, on the Node that runs it: our own
 * may be the one in node_modules, which an install replaces.
 * @returns {[string, ...string[]]}
 */
export function npmCommand() {
  const { npm_execpath: script, npm_node_execpath: node } = process.env
  if (script !== undefined && node !== undefined && script.endsWith('npm-cli.js')) return [node, script]
  return process.platform === 'win32' ? ['cmd', '/c', 'npm'] : ['npm']
}

if (isEntry(import.meta.url)) process.exitCode = (await ensureInstalled()) ? 0 : 1
