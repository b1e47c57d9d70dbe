import fs from 'node:fs'
import { isRecord, list, texts } from '../../../core/rollout/line.ts'
import { replaceFile } from '../replaceFile.ts'
import type { Home } from './home.ts'

/**
 * Ids of the threads that a person wants to see first. In a file of their own, since threads of another program's home
 * are pinned as well and their logs are not ours to write.
 */
export function readPins(home: Home): Set<string> {
  try {
    const value: unknown = JSON.parse(fs.readFileSync(home.pins, 'utf8'))
    return new Set(texts(list(isRecord(value) ? value.pinned : [])))
  } catch {
    return new Set() // nothing was ever pinned, or the file was damaged: then nothing is
  }
}

export const writePins = (home: Home, pinned: ReadonlySet<string>): Promise<void> =>
  replaceFile(home.pins, `${JSON.stringify({ pinned: [...pinned] }, null, 2)}\n`)
