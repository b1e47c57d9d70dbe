// The programs that pack. They are large and only those who publish need them, so they have a folder of their own.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { run } from '../child.mjs'
import { npmCommand } from '../install.mjs'
import { plainEnv } from '../peers.mjs'
import { inRoot } from '../project.mjs'

const tools = {
  name: 'heddle-packager',
  private: true,
  dependencies: { 'electron-builder': '26.17.0', '@electron/asar': '4.3.2', '@electron/fuses': '2.1.3' },
}

const folder = inRoot('.cache/packager')

/**
 * Makes sure the tools are installed.
 * @param {{ timeoutMs?: number }} [options]
 * @returns {Promise<{ ok: true } | { ok: false, why: string }>}
 */
export async function ensurePackager({ timeoutMs = 300_000 } = {}) {
  const wanted = `${JSON.stringify(tools, null, 2)}\n`
  const manifestPath = join(folder, 'package.json')
  const isThere = existsSync(join(folder, 'node_modules/.package-lock.json')) && existsSync(manifestPath)
  if (isThere && readFileSync(manifestPath, 'utf8') === wanted) return { ok: true }
  mkdirSync(folder, { recursive: true })
  writeFileSync(manifestPath, wanted)
  const [command, ...first] = npmCommand()
  const flags = ['install', '--no-audit', '--no-fund', '--no-package-lock', '--ignore-scripts', '--loglevel=error']
  const { code, timedOut } = await run(command, [...first, ...flags], { cwd: folder, env: plainEnv(), timeoutMs })
  if (code === 0) return { ok: true }
  writeFileSync(manifestPath, '') // the next run tries again
  return { ok: false, why: timedOut ? `npm took longer than ${timeoutMs / 1000} s` : `npm ended with code ${code}` }
}

/** @param {string} path within the tools' packages */
export const toolPath = path => join(folder, 'node_modules', path)

/** @returns {Promise<{ createPackageWithOptions(from: string, to: string, options: { unpack: string }): Promise<void>, listPackage(archive: string, options: { isPack: boolean }): string[] }>} */
export const loadAsar = () => import(pathToFileURL(toolPath('@electron/asar/lib/asar.js')).href)

/** @returns {Promise<{ getCurrentFuseWire(path: string): Promise<Record<number, number>>, FuseV1Options: Record<string, number> }>} */
export const loadFuses = () => import(pathToFileURL(toolPath('@electron/fuses/dist/index.js')).href)
