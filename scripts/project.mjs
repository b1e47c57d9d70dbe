// Where things are. Everything here runs on any Node from 18 on and depends on nothing that is installed.
import { existsSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root folder of the clone. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..')

/** An absolute path inside the clone. */
export const inRoot = (/** @type {string[]} */ ...parts) => join(root, ...parts)

/** The Node that the lockfile pins and the product runs on. It exists once the packages are installed. */
export const productNode = inRoot('node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node')

/**
 * The script behind a tool of `node_modules/.bin`, found through its package so that it also works on Windows, where
 * `.bin` holds shell shims.
 * @param {string} tool a name such as `vitest`
 * @returns {string} an absolute path
 * @throws when no installed package offers the tool
 */
export function toolScript(tool) {
  const packageName = { playwright: '@playwright/test', tsc: 'typescript' }[tool] ?? tool
  const manifestPath = inRoot('node_modules', packageName, 'package.json')
  if (!existsSync(manifestPath)) throw new Error(`${packageName} is not installed: run npm start or npm test once.`)
  const { bin } = JSON.parse(readFileSync(manifestPath, 'utf8'))
  const script = typeof bin === 'string' ? bin : bin?.[tool]
  if (!script) throw new Error(`${packageName} offers no command "${tool}".`)
  return inRoot('node_modules', packageName, script)
}

/**
 * The full path of a command on PATH, or undefined.
 * @param {string} command
 */
export function onPath(command) {
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':').filter(Boolean)
  const endings = process.platform === 'win32' ? ['.exe', '.cmd'] : ['']
  return folders.flatMap(folder => endings.map(ending => join(folder, command + ending))).find(path => existsSync(path))
}

/**
 * True for a script that was started directly, false for one that another script imports.
 * @param {string} url its `import.meta.url`
 */
export function isEntry(url) {
  // Node resolves symlinks in import.meta.url but not in argv.
  return process.argv[1] !== undefined && fileURLToPath(url) === realpathSync(process.argv[1])
}
