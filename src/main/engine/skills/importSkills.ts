import { randomUUID } from 'node:crypto'
import { lstat, mkdir, readdir, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, posix } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import { skillNameProblem } from '../../../core/skills/header.ts'
import { systemErrorText } from '../systemErrors.ts'
import { parseSkill } from './parseSkill.ts'
import { saved } from './skillFiles.ts'
import type { SkillFiles, WritableScope } from './skillFiles.ts'

/** What a package of skills may be at most. */
const MAX_TOTAL_BYTES = 32 * 1024 * 1024
const MAX_FILES = 2_000
const MAX_DEPTH = 8
const FILE = 'SKILL.md'

interface PackedFile {
  /** Relative, with slashes. */
  path: string
  bytes: Uint8Array
  executable: boolean
}

export interface Imported {
  /** Of the skills that are there now. */
  paths: string[]
  /** What was left out, and why. */
  skipped: string[]
}

/**
 * Copies the skills that are in a folder or a zip file. What is no regular file, and names that lead anywhere else, are
 * left out. Of several skills those whose names are taken are left out; a single one is refused with `skill.exists`.
 */
export async function importSkills(
  files: Pick<SkillFiles, 'placeFor'>,
  { cwd, scope, from }: { cwd: string | undefined; scope: WritableScope; from: string },
): Promise<Imported> {
  const skipped: string[] = []
  const packed = await packedFiles(from, skipped)
  const folders = skillFolders(packed)
  if (folders.length === 0) throw new Failure('skill.notFound', `There is no ${FILE} in ${from}.`, { path: from })
  const paths: string[] = []
  for (const folder of folders) {
    const inside = packed.filter(({ path }) => isIn(path, folder))
    const own = inside.filter(
      ({ path }) => !folders.some(other => other !== folder && isIn(other, folder) && isIn(path, other)),
    )
    try {
      const name = await nameOf(own, folder, basename(from, extname(from)))
      paths.push(await install(await files.placeFor(cwd, scope, name), own, folder))
    } catch (error) {
      if (folders.length === 1 || !(error instanceof Failure) || error.code === 'home.notWritable') throw error
      skipped.push(`${folder}: ${error.message}`)
    }
  }
  return { paths, skipped }
}

const isIn = (path: string, folder: string): boolean => folder === '' || path.startsWith(`${folder}/`)

/** The folders with a skill, outermost first; the package itself is the empty path. */
const skillFolders = (packed: readonly PackedFile[]): string[] =>
  packed
    .filter(({ path }) => posix.basename(path) === FILE)
    .map(({ path }) => path.slice(0, -FILE.length).replace(/\/$/, ''))
    .toSorted()

/** What a skill is called: as its folder, where that is a name for one, else as it says itself. */
async function nameOf(own: readonly PackedFile[], folder: string, packageName: string): Promise<string> {
  const placeName = folder === '' ? packageName : posix.basename(folder)
  if (skillNameProblem(placeName) === null) return placeName
  const file = own.find(({ path }) => path === posix.join(folder, FILE))
  return (await parseSkill(new TextDecoder().decode(file?.bytes), placeName)).header.name
}

/** The folder appears at once, with everything in it. */
async function install(folder: string, own: readonly PackedFile[], prefix: string): Promise<string> {
  const temporary = join(dirname(folder), `.${basename(folder)}-${randomUUID()}`)
  return saved(folder, async () => {
    try {
      for (const { path, bytes, executable } of own) {
        const target = join(temporary, prefix === '' ? path : path.slice(prefix.length + 1))
        await mkdir(dirname(target), { recursive: true })
        await writeFile(target, bytes, { mode: executable ? 0o755 : 0o644, flag: 'wx' })
      }
      await rename(temporary, folder)
      // By its real path, as the list of skills knows it.
      return await realpath(join(folder, FILE))
    } finally {
      await rm(temporary, { recursive: true, force: true })
    }
  })
}

async function packedFiles(from: string, skipped: string[]): Promise<PackedFile[]> {
  const info = await stat(from).catch(() => null)
  if (info?.isDirectory()) return filesOfFolder(from, skipped)
  if (info?.isFile() && basename(from) === FILE) return filesOfFolder(dirname(from), skipped)
  if (info?.isFile()) return filesOfZip(from, info.size, skipped)
  throw new Failure('skill.notFound', `${from} is neither a folder nor a file.`, { path: from })
}

const tooMuch = (path: string) =>
  new Failure(
    'skill.badArchive',
    `${path} has more than ${MAX_FILES} files or ${MAX_TOTAL_BYTES / 1024 / 1024} MB: that is no skill.`,
    { path },
  )

async function filesOfFolder(root: string, skipped: string[]): Promise<PackedFile[]> {
  const found: PackedFile[] = []
  let total = 0
  const look = async (folder: string, prefix: string, depth: number): Promise<void> => {
    for (const name of (await readdir(folder)).toSorted()) {
      const at = join(folder, name)
      const info = await lstat(at)
      const path = prefix + name
      if (info.isDirectory()) {
        if (name !== '.git' && name !== 'node_modules' && depth < MAX_DEPTH) await look(at, `${path}/`, depth + 1)
      } else if (!info.isFile()) skipped.push(`${path} is no regular file.`)
      else {
        total += info.size
        if (total > MAX_TOTAL_BYTES || found.length >= MAX_FILES) throw tooMuch(root)
        found.push({ path, bytes: await readFile(at), executable: (info.mode & 0o100) !== 0 })
      }
    }
  }
  try {
    await look(root, '', 0)
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('skill.notFound', `${root} cannot be read: ${systemErrorText(error)}.`, { path: root })
  }
  return found
}

/** What a zip file says of sizes is looked at before anything of it is unpacked, and nothing gets larger than it says. */
async function filesOfZip(from: string, size: number, skipped: string[]): Promise<PackedFile[]> {
  if (size > MAX_TOTAL_BYTES) throw tooMuch(from)
  // Its build for Node declares a `require` of its own, which the bundle has already.
  const { unzipSync } = await import('fflate/browser')
  let total = 0
  let count = 0
  try {
    const entries = unzipSync(await readFile(from), {
      filter({ name, originalSize }) {
        if (name.endsWith('/')) return false
        if (!isPlainPath(name)) {
          skipped.push(`${JSON.stringify(name)} leads elsewhere.`)
          return false
        }
        total += originalSize
        if (total > MAX_TOTAL_BYTES || ++count > MAX_FILES) throw tooMuch(from)
        return true
      },
    })
    return Object.entries(entries)
      .map(([path, bytes]) => ({ path, bytes, executable: bytes[0] === 0x23 && bytes[1] === 0x21 }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1))
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('skill.badArchive', `${from} is no zip file that can be read.`, { path: from })
  }
}

/** A path that stays where it is unpacked, on every system. */
const isPlainPath = (path: string): boolean =>
  !/[\\:\0]/.test(path) &&
  path.split('/').length <= MAX_DEPTH + 1 &&
  path.split('/').every(part => part !== '' && part !== '.' && part !== '..')
