import { join } from 'node:path'
import { parse } from 'smol-toml'
import { replaceFile } from '../replaceFile.ts'
import { checked, MAX_FILE_BYTES } from './layers.ts'
import type { LayerMemory } from './layers.ts'
import { readRegularFile } from './regularFile.ts'

const keptIn = (home: string): string => join(home, 'last_good', 'config.toml')
const fileIn = (home: string): string => join(home, 'config.toml')

/** Remembers what the user's configuration said when it was last good, before a start. A damaged memory is none. */
export async function recallGood(memory: LayerMemory, home: string): Promise<void> {
  const text = await readRegularFile(keptIn(home), MAX_FILE_BYTES)
  if (text === null) return
  try {
    const good = checked({ name: 'user', values: parse(text) }, { problems: [] }).values
    memory.files.set(fileIn(home), { text: null, layer: null, problems: [], good })
  } catch {
    // Whoever finds nothing good starts with defaults.
  }
}

/** Keeps the user's configuration, where nothing of it is broken, for the next start. Another copy of it is private too. */
export async function keepGood(memory: LayerMemory, home: string): Promise<void> {
  const now = memory.files.get(fileIn(home))
  if (!now || now.text === null || now.problems.some(({ severity }) => severity === 'error')) return
  const kept = await readRegularFile(keptIn(home), MAX_FILE_BYTES)
  if (kept !== now.text) await replaceFile(keptIn(home), now.text)
}
