import { stat } from 'node:fs/promises'
import { isAbsolute, resolve } from 'node:path'
import type { FoundFile } from '../../../contract/files.ts'
import type { ReadText } from './ignoreRules.ts'
import { listFiles } from './listFiles.ts'
import type { FileList, ListLimits } from './listFiles.ts'
import { rankFiles } from './rankFiles.ts'
import type { FileRanking } from './rankFiles.ts'

export interface FileSearchDeps {
  readText: ReadText
  /** Milliseconds that only go forward. */
  monotonic(): number
  limits?: ListLimits
}

export interface FileQuery {
  cwd: string
  query: string
  limit: number
  recent: readonly string[]
}

export interface FileAnswer {
  files: FoundFile[]
  total: number
  state: 'reading' | 'whole' | 'partial'
}

export type PathKind = 'file' | 'folder' | 'other' | 'missing'

const LIMITS: ListLimits = { most: 200_000, mostSeen: 1_000_000 }
/** A list of this age is read again, while it still answers; one that took long to read later. */
const FRESH_MS = 3000
const FRESH_TIMES = 20
/** An answer waits so long for a folder that is read for the first time. */
const PATIENCE_MS = 150
/** Folders whose lists are kept. */
const KEPT = 4

interface Workspace {
  ranking: FileRanking
  whole: boolean
  readAt: number
  tookMs: number
  reading: Promise<void> | null
}

const EMPTY = rankFiles([])

/** Searches the names in folders. What is in one is read when it is first asked for, and again while people use it. */
export function createFileSearch({ readText, monotonic, limits = LIMITS }: FileSearchDeps) {
  const workspaces = new Map<string, Workspace>()

  const workspaceOf = (cwd: string): Workspace => {
    const known = workspaces.get(cwd) ?? { ranking: EMPTY, whole: false, readAt: -Infinity, tookMs: 0, reading: null }
    // The one that was used last comes last.
    workspaces.delete(cwd)
    workspaces.set(cwd, known)
    for (const oldest of [...workspaces.keys()].slice(0, -KEPT)) workspaces.delete(oldest)
    return known
  }

  const readAgain = async (cwd: string, workspace: Workspace) => {
    const began = monotonic()
    const list = await listFiles(cwd, { limits, readText }).catch(() => NOTHING)
    const readAt = monotonic()
    const next: Workspace = {
      ranking: rankFiles(list.paths),
      whole: list.whole,
      readAt,
      tookMs: readAt - began,
      reading: null,
    }
    Object.assign(workspace, next)
  }

  return {
    async search({ cwd, query, limit, recent }: FileQuery): Promise<FileAnswer> {
      const workspace = workspaceOf(cwd)
      const freshMs = Math.max(FRESH_MS, workspace.tookMs * FRESH_TIMES)
      if (monotonic() - workspace.readAt > freshMs) workspace.reading ??= readAgain(cwd, workspace)
      const isFirst = workspace.readAt === -Infinity
      if (isFirst && workspace.reading) await Promise.race([workspace.reading, passing(PATIENCE_MS)])
      const { ranking, whole, readAt } = workspace
      const state = readAt === -Infinity ? 'reading' : whole ? 'whole' : 'partial'
      return { files: ranking.search(query, { limit, recent }), total: ranking.total, state }
    },
    /** What stands at paths. Nothing is opened, and a link counts as what it leads to. */
    check: (cwd: string, paths: readonly string[]): Promise<PathKind[]> =>
      Promise.all(paths.map(path => kindOf(isAbsolute(path) ? path : resolve(cwd, path)))),
  }
}

const NOTHING: FileList = { paths: [], whole: true }

const passing = (ms: number): Promise<void> => new Promise(done => setTimeout(done, ms).unref())

const kindOf = (path: string): Promise<PathKind> =>
  stat(path).then(
    info => (info.isFile() ? 'file' : info.isDirectory() ? 'folder' : 'other'),
    () => 'missing',
  )
