import fs from 'node:fs/promises'
import { FILE_MODE } from '../home.ts'

/** A file of lines that is there as a whole or not at all. */
export interface TextFile {
  write(line: string): Promise<void>
  /** Puts it in its place. Rejects with `EEXIST` where there is a file already. */
  finish(): Promise<void>
  abandon(): Promise<void>
}

const BUFFERED_CHARS = 1024 * 1024

export async function createTextFile(path: string): Promise<TextFile> {
  const temporary = `${path}.new`
  const file = await fs.open(temporary, 'w', FILE_MODE)
  let waiting: string[] = []
  let chars = 0
  const flush = async () => {
    const text = waiting.join('')
    waiting = []
    chars = 0
    await file.writeFile(text)
  }
  return {
    async write(line) {
      waiting.push(line, '\n')
      chars += line.length
      if (chars >= BUFFERED_CHARS) await flush()
    },
    async finish() {
      await flush()
      await file.sync()
      await file.close()
      await fs.link(temporary, path)
      await fs.rm(temporary)
    },
    async abandon() {
      await file.close().catch(() => undefined) // it may be closed already
      await fs.rm(temporary, { force: true })
    },
  }
}
