// npm run package [-- --installers]: makes the application that people install, for the system this runs on.
// Without --installers it is a folder with the program in it. It ends with code 0 when all is made that can be made here:
// where no Electron can be had that is the archive of the application alone. Whoever wants to publish says --installers,
// and then whatever is missing is a failure.
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { ensureBuilt } from './build.mjs'
import { follow } from './child.mjs'
import { ensureElectron } from './desktop.mjs'
import { ensureInstalled } from './install.mjs'
import { packConfig } from './packaging/config.mjs'
import { stage, unpacked } from './packaging/stage.mjs'
import { ensurePackager, loadAsar, toolPath } from './packaging/tools.mjs'
import { inRoot, productNode, root } from './project.mjs'

const app = inRoot('.cache/package/app')
const output = inRoot('release')

async function main() {
  const wantsInstallers = process.argv.includes('--installers')
  if (!(await ensureInstalled()) || !(await ensureBuilt())) return 1
  const target = { platform: process.platform, arch: process.arch }
  const { files, bytes } = stage(app, target)
  console.log(`The application: ${files} files, ${megabytes(bytes)}, for ${target.platform} ${target.arch}`)
  const tools = await ensurePackager()
  if (!tools.ok) {
    console.error(`Not packed: electron-builder could not be installed (${tools.why}).`)
    return 1
  }
  rmSync(output, { recursive: true, force: true })
  mkdirSync(output, { recursive: true })
  const electron = await ensureElectron()
  if ('reason' in electron) {
    await packAlone()
    console.log(`No application folder: ${electron.reason}. The archive alone is in ${relative(root, output)}/.`)
    return wantsInstallers ? 1 : 0
  }
  const code = await build(dirname(electron.binary), wantsInstallers)
  if (code === 0) printSizes()
  return code
}

/** What electron-builder would put beside the program, with the same files and the same ones outside the archive. */
async function packAlone() {
  const { createPackageWithOptions } = await loadAsar()
  const archive = join(output, 'app.asar')
  // Whole paths: two stars do not reach through a folder whose name begins with a dot.
  await createPackageWithOptions(app, archive, { unpack: `{${unpacked.map(each => join(app, each)).join(',')}}` })
  printSizes()
}

/** @param {string} binaryFolder @param {boolean} wantsInstallers */
function build(binaryFolder, wantsInstallers) {
  const electronVersion = JSON.parse(readFileSync(inRoot('node_modules/electron/package.json'), 'utf8')).version
  // On macOS the binary lies deep within the bundle; the folder is what electron-builder copies.
  const electronDist = process.platform === 'darwin' ? inRoot('node_modules/electron/dist') : binaryFolder
  const config = packConfig({ app, output, electronVersion, electronDist })
  const configPath = inRoot('.cache/package/config.json')
  writeFileSync(configPath, JSON.stringify(config, null, 2))
  const what = wantsInstallers ? [] : ['--dir']
  const args = [
    toolPath('electron-builder/cli.js'),
    ...what,
    '--config',
    configPath,
    '--projectDir',
    root,
    '--publish',
    'never',
  ]
  return follow(productNode, args)
}

function printSizes() {
  for (const path of listed(output))
    console.log(`  ${megabytes(statSync(path).size).padStart(10)}  ${relative(root, path)}`)
}

/** Installers, archives and programs: what is large, and no more than two folders deep. @param {string} folder @returns {string[]} */
const listed = (folder, depth = 0) =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return depth < 2 && !entry.name.endsWith('.unpacked') ? listed(path, depth + 1) : []
    return statSync(path).size > 2 ** 20 ? [path] : []
  })

const megabytes = (/** @type {number} */ bytes) => `${(bytes / 2 ** 20).toFixed(1)} MB`

process.exitCode = await main()
