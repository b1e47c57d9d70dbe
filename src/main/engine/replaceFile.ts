import { randomUUID } from 'node:crypto'
import { mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'

/**
 * Writes a file as a whole: whoever reads, and whoever looks after a power cut, finds the old text or the new one. A file
 * that is there keeps its mode; a new one is private (0600). A linked file is written where it leads to.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path)
  const mode = ((await stat(target).catch(() => null))?.mode ?? 0o600) & 0o777
  const temporary = `${target}.${randomUUID()}.new`
  await mkdir(dirname(target), { recursive: true, mode: 0o700 })
  try {
    await using file = await open(temporary, 'wx', 0o600)
    await file.writeFile(text)
    await file.chmod(mode)
    await file.sync()
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}
