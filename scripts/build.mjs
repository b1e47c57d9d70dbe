// Builds main, preload and renderer into out/ when their sources changed since the last build.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { run } from './child.mjs'
import { fingerprint } from './fingerprint.mjs'
import { ensureInstalled } from './install.mjs'
import { inRoot, isEntry, productNode, root, toolScript } from './project.mjs'

const stampPath = inRoot('out/.stamp')
const builders = [
  'electron.vite.config.ts',
  'scripts/leanStart.mjs',
  'scripts/oneFile.mjs',
  'scripts/keepCode.cjs',
  'bin/launch.cjs',
]
const inputs = [...builders, 'package-lock.json', 'tsconfig.base.json', 'src']
const outputs = [
  'out/main/index.js',
  'out/main/cli.js',
  'out/cli/heddle.cjs',
  'out/preload/index.cjs',
  'out/renderer/index.html',
]

const isBuilt = (/** @type {string} */ path) => !/\.test\.tsx?$/.test(path) && !path.startsWith('src/testing/')

/**
 * Makes sure out/ holds a build of the sources as they are now.
 * @param {{ force?: boolean }} [options] `force` builds even when nothing changed
 * @returns {Promise<boolean>} false when the build failed; its output has then been printed
 */
export async function ensureBuilt({ force = false } = {}) {
  const sources = fingerprint(root, inputs, isBuilt)
  if (!force && isFresh(sources)) return true
  console.log('Building …')
  // Without the stamp a build that is cut short counts as stale.
  rmSync(stampPath, { force: true })
  const startedAt = Date.now()
  const { code, output } = await run(productNode, [toolScript('electron-vite'), 'build', '--logLevel', 'warn'])
  if (code !== 0) {
    console.error(`${output}The build failed (exit code ${code}).`)
    return false
  }
  const oneFile = await run(productNode, [inRoot('scripts/oneFile.mjs')])
  if (oneFile.code !== 0) {
    console.error(`${oneFile.output}The command line could not be made one file (exit code ${oneFile.code}).`)
    return false
  }
  if (oneFile.output !== '') console.log(oneFile.output.trimEnd())
  writeFileSync(stampPath, sources)
  console.log(`Built in ${((Date.now() - startedAt) / 1000).toFixed(1)} s.`)
  return true
}

/** @param {string} sources fingerprint of the sources as they are now */
function isFresh(sources) {
  if (!existsSync(stampPath) || !outputs.every(path => existsSync(inRoot(path)))) return false
  return readFileSync(stampPath, 'utf8') === sources
}

if (isEntry(import.meta.url)) {
  const ok = (await ensureInstalled()) && (await ensureBuilt({ force: process.argv.includes('--force') }))
  process.exitCode = ok ? 0 : 1
}
