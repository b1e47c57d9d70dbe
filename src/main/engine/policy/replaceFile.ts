import { constants } from 'node:fs'
import { mkdir, open, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Creates a folder and what leads to it for this user alone; what is there keeps its mode. */
export async function ensurePrivateFolder(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

/**
 * Puts a text in the place of a file, whole or not at all, whatever happens meanwhile. A new file is for this user alone,
 * an old one keeps its mode. Only under a lock: the draft has a fixed name, so that one left by a killed process is
 * written over.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const mode = (await stat(path).catch(() => null))?.mode ?? 0o600
  const draft = join(dirname(path), `.${basename(path)}.new`)
  await rm(draft, { force: true })
  {
    await using file = await open(draft, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode & 0o777)
    await file.chmod(mode & 0o777)
    await file.writeFile(text)
    await file.datasync()
  }
  await rename(draft, path)
}
