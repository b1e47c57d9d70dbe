import fs from 'node:fs/promises'
import { join } from 'node:path'
import { isRecord } from '../../../core/rollout/line.ts'
import type { Json } from '../../../core/rollout/line.ts'
import { replaceFile } from '../replaceFile.ts'

const KEY = 'heddle_version'

/**
 * Notes in `version.json` which version of Heddle used a home last, and resolves to the one before (null: none that said
 * so). What the real program keeps in the same file stays.
 */
export async function noteVersion(home: string, version: string): Promise<string | null> {
  const path = join(home, 'version.json')
  const known = await read(path)
  const before = typeof known[KEY] === 'string' ? known[KEY] : null
  if (before !== version) await replaceFile(path, `${JSON.stringify({ ...known, [KEY]: version })}\n`)
  return before
}

async function read(path: string): Promise<Json> {
  try {
    const value: unknown = JSON.parse(await fs.readFile(path, 'utf8'))
    return isRecord(value) ? value : {}
  } catch {
    return {} // not there yet, or damaged: nothing in it is precious
  }
}
