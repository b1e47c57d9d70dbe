import { constants } from 'node:fs'
import { cp, lstat, mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'

const MAX_FILES = 2000
const MAX_BYTES = 64 * 1024 * 1024

/**
 * Copies a file, or a folder with its regular files, so that it is at its place as a whole or not at all. Links, pipes and
 * devices are left out: what they lead to is not theirs to give. Rejects where something is there already, and for more
 * than 2000 files or 64 MiB.
 */
export async function copyWhole(from: string, to: string, newId: () => string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  if (await exists(to)) throw new Error(`${to} is in the way`)
  const made = `${to}.${newId()}.new`
  try {
    if ((await lstat(from)).isDirectory()) await copyFolder(from, made, { files: 0, bytes: 0 })
    else await copyFile(from, made)
    await rename(made, to)
  } catch (error) {
    await rm(made, { recursive: true, force: true })
    throw error
  }
}

async function copyFolder(from: string, to: string, sum: { files: number; bytes: number }): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 })
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)]
    if (entry.isDirectory()) await copyFolder(source, target, sum)
    if (!entry.isFile()) continue
    sum.files++
    sum.bytes += (await lstat(source)).size
    if (sum.files > MAX_FILES || sum.bytes > MAX_BYTES) throw new Error(`${from} holds more than can be brought here`)
    await cp(source, target)
  }
}

/** The file that a path names, through a link as well: people keep these files elsewhere and link them. */
async function copyFile(from: string, to: string): Promise<void> {
  await using source = await open(from, constants.O_RDONLY | constants.O_NONBLOCK)
  if (!(await source.stat()).isFile()) throw new Error(`${from} is not a regular file`)
  await using target = await open(to, 'wx', 0o600)
  await target.writeFile(await source.readFile())
  await target.sync()
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )
