import type { Dirent } from 'node:fs'
import fs from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate as nextTick } from 'node:timers/promises'
import type { Home } from '../home.ts'

const PARTS = ['sessions', 'archived', 'trash', 'blobs', 'index', 'logs', 'snapshots', 'exports', 'other'] as const
export type StoragePart = (typeof PARTS)[number]

export interface PartSize {
  id: StoragePart
  files: number
  bytes: number
}

const FOLDERS: Record<string, StoragePart> = {
  sessions: 'sessions',
  archived_sessions: 'archived',
  trash: 'trash',
  blobs: 'blobs',
  log: 'logs',
  shell_snapshots: 'snapshots',
  exports: 'exports',
}
const DATABASE = /^(index|words|outlines)\.sqlite/

/** What lies in a home and how large it is. Links are counted, not followed. */
export async function readStorage(home: Home): Promise<PartSize[]> {
  const parts = new Map(PARTS.map(id => [id, { id, files: 0, bytes: 0 }]))
  for (const entry of await entriesOf(home.path)) {
    const id = FOLDERS[entry.name] ?? (DATABASE.test(entry.name) ? 'index' : 'other')
    await count(join(home.path, entry.name), entry, parts.get(id) ?? { files: 0, bytes: 0 })
  }
  return [...parts.values()]
}

async function count(path: string, entry: Dirent, sum: { files: number; bytes: number }): Promise<void> {
  if (entry.isDirectory()) {
    for (const inner of await entriesOf(path)) await count(join(path, inner.name), inner, sum)
    await nextTick()
    return
  }
  const stat = await fs.lstat(path).catch(() => null) // removed meanwhile
  if (!stat) return
  sum.files += 1
  sum.bytes += stat.size
}

const entriesOf = (folder: string): Promise<Dirent[]> => fs.readdir(folder, { withFileTypes: true }).catch(() => []) // gone, or not ours to read
