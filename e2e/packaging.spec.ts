import { expect, test } from '@playwright/test'
import { execFile } from 'node:child_process'
import { builtinModules } from 'node:module'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, sep } from 'node:path'
import { promisify } from 'node:util'
import { packConfig } from '../scripts/packaging/config.mjs'
import { filesToShip, manifest, stage } from '../scripts/packaging/stage.mjs'
import { ensurePackager, loadAsar, loadFuses, toolPath } from '../scripts/packaging/tools.mjs'
import { productNode, root } from '../scripts/project.mjs'

const BUILT = process.env.HEDDLE_OUT ?? 'out'
const TARGET = { platform: process.platform, arch: process.arch } as const
const shipped = () => filesToShip(TARGET, BUILT)

test('what is shipped needs nothing that is not', () => {
  const files = shipped()
  const paths = new Set(files.map(({ path }) => path))
  const allowed = new Set(['electron', ...builtinModules, ...Object.keys(manifest().dependencies)])
  const missing: string[] = []
  for (const { path, from } of files.filter(each => /^out\/(main|preload)\/.*\.c?js$/.test(each.path))) {
    const imports = readFileSync(from, 'utf8').matchAll(
      /^(?:import|export)\b[^'"\n]*?["']([^"'\n]+)["'];?$|\bimport\("([^"\n]+)"\)|\brequire\("([^"\n]+)"\)/gm,
    )
    for (const [, ...found] of imports) {
      const name = found.find(each => each !== undefined) ?? ''
      const isThere = name.startsWith('.')
        ? paths.has(posix.join(posix.dirname(path), name))
        : allowed.has(name.replace(/^node:/, '')) || name.startsWith('node:')
      if (!isThere) missing.push(`${path}: ${name}`)
    }
  }
  // Ajv writes code with these into modules of its own, which we never make.
  expect(missing.filter(each => !/: ajv(-formats)?\//.test(each))).toEqual([])
  expect(paths.has(manifest().main)).toBe(true)
})

test('neither sources nor tools nor anything of this machine is shipped', () => {
  const files = shipped()
  const paths = files.map(({ path }) => path)
  const code = paths.filter(path => !path.startsWith('resources/'))
  expect(
    code.filter(path =>
      /\.(tsx?|map|pdb|md\.ts)$|\.test\.|(^|\/)\.(env|git|npmrc)|^src\/|^e2e\/|^scripts\//.test(path),
    ),
  ).toEqual([])
  expect(paths.filter(path => path.endsWith('.node'))).toEqual(
    expect.arrayContaining([`node_modules/better-sqlite3/prebuilds/${process.platform}-${process.arch}.node`]),
  )
  expect(paths).toContain('resources/skills/commit/SKILL.md')
  expect(paths).toContain('resources/sample/package.json')
  expect(paths).toContain('resources/icons/tray.png')
  const naming = files.filter(
    ({ path, from }) => /\.(c?js|json|html|css)$/.test(path) && readFileSync(from, 'utf8').includes(root),
  )
  expect(naming.map(({ path }) => path)).toEqual([])
})

/** The place in Electron's binary where its fuses are, at their factory settings. */
const FUSE_WIRE = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101001000'),
])

/** A folder that looks like Electron's to whoever packs it. */
function makeElectron(folder: string): void {
  mkdirSync(join(folder, 'locales'), { recursive: true })
  mkdirSync(join(folder, 'resources'))
  writeFileSync(join(folder, 'electron'), Buffer.concat([Buffer.from('\u007fELF'), FUSE_WIRE, Buffer.alloc(64)]))
  chmodSync(join(folder, 'electron'), 0o755)
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'chrome-sandbox', 'version'])
    writeFileSync(join(folder, name), '')
  for (const name of ['de', 'en-US', 'fr']) writeFileSync(join(folder, 'locales', `${name}.pak`), '')
}

test('the packed folder holds exactly these files, natives outside the archive, and the fuses are set', async () => {
  test.skip(process.platform !== 'linux', 'The stand-in for the binary is one of Linux')
  test.setTimeout(240_000)
  const tools = await ensurePackager({ timeoutMs: 120_000 })
  test.skip(!tools.ok, tools.ok ? '' : `electron-builder could not be installed: ${tools.why}`)
  const work = mkdtempSync(join(tmpdir(), 'heddle-pack-'))
  try {
    const app = join(work, '.cache', 'app')
    stage(app, TARGET, BUILT)
    makeElectron(join(work, 'electron'))
    const electronVersion = JSON.parse(readFileSync(join(root, 'node_modules/electron/package.json'), 'utf8')).version
    const config = packConfig({
      app,
      output: join(work, 'release'),
      electronVersion,
      electronDist: join(work, 'electron'),
    })
    writeFileSync(join(work, 'config.json'), JSON.stringify(config))
    const args = ['--linux', '--dir', '--config', join(work, 'config.json'), '--projectDir', root, '--publish', 'never']
    await promisify(execFile)(productNode, [toolPath('electron-builder/cli.js'), ...args], { timeout: 200_000 })

    const unpackedApp = join(work, 'release', 'linux-unpacked')
    const archive = join(unpackedApp, 'resources', 'app.asar')
    const { listPackage } = await loadAsar()
    const listed = listPackage(archive, { isPack: true }).map(line => line.split(sep).join('/'))
    const wanted = [...shipped().map(({ path }) => path), 'package.json']
    const isFolder = (path: string) => wanted.some(each => each.startsWith(`${path}/`))
    const inside = listed.map(line => line.replace(/^(un)?pack\s*:\s*\//, '')).filter(path => !isFolder(path))
    expect(inside.toSorted()).toEqual(wanted.toSorted())

    const beside = listed.flatMap(line => /^unpack\s*:\s*\/(.+)$/.exec(line)?.[1] ?? []).filter(path => !isFolder(path))
    for (const path of wanted.filter(each => each.endsWith('.node') || each.startsWith('resources/'))) {
      expect(beside).toContain(path)
      expect(existsSync(join(`${archive}.unpacked`, path)), path).toBe(true)
    }
    expect(beside.filter(path => path.startsWith('out/'))).toEqual([])

    const { getCurrentFuseWire, FuseV1Options } = await loadFuses()
    const wire = await getCurrentFuseWire(join(unpackedApp, 'heddle-desktop'))
    const isOn = (fuse: number) => String.fromCharCode(Number(wire[fuse])) === '1'
    expect(
      Object.keys(FuseV1Options).filter(name => Number.isNaN(Number(name)) && isOn(FuseV1Options[name] ?? -1)),
    ).toEqual(['EnableCookieEncryption', 'EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar'])
    expect(readdirSync(join(unpackedApp, 'locales')).toSorted()).toEqual(['de.pak', 'en-US.pak'])
    expect(readFileSync(join(dirname(archive), 'app-update.yml'), 'utf8')).toContain('provider: generic')
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
})
