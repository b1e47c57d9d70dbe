import { createHash } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { Failure } from '../../../contract/procedure.ts'
import { isTable } from '../../../core/config/merge.ts'
import { canonicalText } from '../../../core/mcp/canonical.ts'
import { systemErrorText } from '../systemErrors.ts'
import { withFileLock } from '../fileLock.ts'
import type { ProjectLayer } from './projectLayers.ts'
import { readRegularFile } from './regularFile.ts'
import { replaceFile } from '../replaceFile.ts'

const MAX_FILE_BYTES = 16 * 1024 * 1024
/** Branches of a repository differ in what they start; the versions agreed to last are remembered. */
const MAX_VERSIONS = 50
/** Where the ids of a repository's hooks are kept that may run, and that may not. */
export const HOOK_CONSENTS = ['repository_hooks', 'refused_hooks'] as const

/** The versions of a repository's programs that the user agreed to, kept by the repository's real path. */
export interface Consents {
  /** Hashes that were agreed to. */
  of(root: string): Promise<ReadonlySet<string>>
  /** Rejects with `home.notWritable`, like all that change. */
  give(root: string, hashes: readonly string[]): Promise<void>
  forget(root: string): Promise<void>
  withdraw(root: string, hashes: readonly string[]): Promise<void>
}

/** The content of what a file starts (servers and hooks) as a hash; null where it starts nothing. */
export function programsHash({ layer, file }: Pick<ProjectLayer, 'layer' | 'file'>, top: string): string | null {
  const { mcp_servers: servers, hooks } = layer.values
  const isEmpty = [servers, hooks].every(
    part => part === undefined || (isTable(part) && Object.keys(part).length === 0),
  )
  if (isEmpty) return null
  // The place counts: the same words start something else where relative paths lead elsewhere.
  const content = canonicalText({ file: relative(top, file), servers, hooks })
  return `sha256:${createHash('sha256').update(content).digest('hex')}`
}

/** Keeps consents in a JSON file of small flags, beside what else is in it. */
export function createConsents({ path, key = 'repository_programs' }: { path: string; key?: string }): Consents {
  const change = async (root: string, versions: (known: string[]) => string[]): Promise<void> => {
    try {
      await mkdir(dirname(path), { recursive: true, mode: 0o700 })
      await withFileLock(path, async () => {
        const all = await read(path)
        const known = all[key]
        const roots = isTable(known) ? { ...known } : {}
        const next = versions(strings(roots[root]))
        if (next.length > 0) roots[root] = next
        else if (Object.hasOwn(roots, root)) delete roots[root]
        else return
        await replaceFile(path, `${JSON.stringify({ ...all, [key]: roots }, null, 2)}\n`)
      })
    } catch (error) {
      throw new Failure('home.notWritable', `${path} cannot be written: ${systemErrorText(error)}.`, { path })
    }
  }
  return {
    async of(root) {
      const roots = (await read(path, false))[key]
      return new Set(isTable(roots) && Object.hasOwn(roots, root) ? strings(roots[root]) : [])
    },
    give: (root, hashes) => change(root, known => [...new Set([...known, ...hashes])].slice(-MAX_VERSIONS)),
    forget: root => change(root, () => []),
    withdraw: (root, hashes) => change(root, known => known.filter(hash => !hashes.includes(hash))),
  }
}

const strings = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter(item => typeof item === 'string') : []

/** A damaged file holds nothing; whoever is about to write sets it aside. */
async function read(path: string, setAside = true): Promise<Record<string, unknown>> {
  const text = await readRegularFile(path, MAX_FILE_BYTES)
  if (text === null) return {}
  try {
    const parsed: unknown = JSON.parse(text)
    if (isTable(parsed)) return parsed
  } catch {
    // Not JSON: as good as a file of another shape.
  }
  if (setAside) await rename(path, `${path}.damaged`)
  return {}
}
