import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A prompt as it lies on disk. */
export interface PromptText {
  name: string
  text: string
}

/** The prompts that come with the program, read once. */
export function createBundledPrompts(folder: string): () => Promise<readonly PromptText[]> {
  let read: Promise<PromptText[]> | null = null
  return () => (read ??= readAll(folder))
}

async function readAll(folder: string): Promise<PromptText[]> {
  const names = (await readdir(folder)).filter(name => name.endsWith('.md')).toSorted()
  return Promise.all(
    names.map(async name => ({ name: name.slice(0, -3), text: await readFile(join(folder, name), 'utf8') })),
  )
}
