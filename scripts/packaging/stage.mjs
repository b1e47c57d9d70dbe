// What an installed application consists of, and nothing else: it is copied into a folder of its own, and that folder is
// packed as it is. What is not named here is not shipped.
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { inRoot } from '../project.mjs'

/** @typedef {{ platform: NodeJS.Platform, arch: string }} Target */

/** Packages that are loaded at run time; everything else is bundled. */
const runtimePackages = ['better-sqlite3', 'node-pty', 'web-tree-sitter', 'tree-sitter-bash']

/** Files outside the archive: programs of the system load or read them, and they cannot look into an archive. */
export const unpacked = ['node_modules/better-sqlite3/prebuilds/**', 'node_modules/@lydell/**', 'resources/**']

/**
 * Whether a file belongs to the application on a target.
 * @param {string} path relative to the root, with slashes
 * @param {Target} target
 */
export function ships(path, { platform, arch }) {
  if (path === 'LICENSE' || path === 'config.schema.json') return true
  // The command line runs on a Node of its own, not on the one within the application.
  if (path === 'out/main/cli.js' || path.startsWith('out/.') || path.endsWith('.map')) return false
  if (/^out\/(main|preload|renderer)\//.test(path)) return true
  if (path.startsWith('resources/')) return !path.startsWith('resources/icons/') || /\/(tray|icon)/.test(path)
  const [, name, rest] = /^node_modules\/((?:@[^/]+\/)?[^/]+)\/(.+)$/.exec(path) ?? []
  if (name === undefined || rest === undefined) return false
  if (/\.(pdb|d\.[cm]?ts|ts|md)$/.test(rest)) return false
  if (rest === 'package.json' || /^licen[cs]e/i.test(rest))
    return name === `@lydell/node-pty-${platform}-${arch}` || runtimePackages.includes(name)
  if (name === 'better-sqlite3') return rest.startsWith('lib/') || isPrebuilt(rest, { platform, arch })
  if (name === 'node-pty') return rest.endsWith('.js')
  if (name === 'web-tree-sitter' || name === 'tree-sitter-bash') return /^[\w-]+\.wasm$/.test(rest)
  return name === `@lydell/node-pty-${platform}-${arch}`
}

/** @param {string} rest @param {Target} target */
const isPrebuilt = (rest, { platform, arch }) =>
  rest === `prebuilds/${platform}-${arch}.node` || (platform === 'linux' && rest === `prebuilds/linuxmusl-${arch}.node`)

/**
 * @param {Target} target
 * @param {string} [built] folder of the build, relative to the root
 * @returns {{ path: string, from: string }[]} `path`: within the application, with slashes, in order; `from`: its source
 */
export function filesToShip(target, built = 'out') {
  const packages = [...runtimePackages, `@lydell/node-pty-${target.platform}-${target.arch}`]
  const files = [
    ...['main', 'preload', 'renderer'].flatMap(part => under(inRoot(built, part), `out/${part}`)),
    ...['resources', ...packages.map(name => `node_modules/${name}`)].flatMap(path => under(inRoot(path), path)),
    ...['LICENSE', 'config.schema.json'].map(path => ({ path, from: inRoot(path) })),
  ]
  return files.filter(({ path }) => ships(path, target)).sort((a, b) => (a.path < b.path ? -1 : 1))
}

/** @param {string} folder @param {string} as @returns {{ path: string, from: string }[]} */
const under = (folder, as) =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const file = { path: `${as}/${entry.name}`, from: join(folder, entry.name) }
    return entry.isDirectory() ? under(file.from, file.path) : entry.isFile() ? [file] : []
  })

/** What the application says of itself. `dependencies` is what the packer looks for beside it. */
export function manifest() {
  const { name, version, description, license, main, type, dependencies } = JSON.parse(
    readFileSync(inRoot('package.json'), 'utf8'),
  )
  const needed = Object.fromEntries(runtimePackages.map(each => [each, dependencies[each]]))
  return {
    name,
    productName: 'Heddle',
    version,
    description,
    license,
    author: 'The Heddle authors',
    main,
    type,
    dependencies: needed,
  }
}

/**
 * Copies the application into an empty folder.
 * @param {string} folder
 * @param {Target} target
 * @param {string} [built] folder of the build, relative to the root
 * @returns {{ files: number, bytes: number }}
 */
export function stage(folder, target, built) {
  rmSync(folder, { recursive: true, force: true })
  const files = filesToShip(target, built)
  let bytes = 0
  for (const { path, from } of files) {
    const to = join(folder, path)
    mkdirSync(dirname(to), { recursive: true })
    cpSync(from, to, { dereference: true })
    // npm brings the helper that macOS starts shells with as a plain file, and then no shell starts.
    if (path.endsWith('/spawn-helper')) chmodSync(to, 0o755)
    bytes += statSync(to).size
  }
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`)
  return { files: files.length + 1, bytes }
}
