import nodeFs, { constants } from 'node:fs'
import { dirname, join } from 'node:path'
import { LINK_MODE } from '../../../core/thread/calls.ts'
import { isStagedName } from '../stagedFiles.ts'
import { confinedFolders, whyNot } from './patchFolders.ts'
import type { Confinement } from './patchFolders.ts'
import { createPauses } from './patchPauses.ts'
import { createLocator } from './patchSources.ts'
import { writeOutcomes } from './writeOutcomes.ts'
import type { Written } from './writeOutcomes.ts'

/** A file or a link by its bytes; of a link they say where it leads, and its mode is `LINK_MODE`. */
export interface PlacedFile {
  bytes: Uint8Array
  mode?: number
}

/**
 * Files at places: absolute paths that lead through no symbolic link. Links are things of their own, never ways. Nothing
 * outside of what may be written is touched, whatever another process exchanges meanwhile (ADR 4).
 */
export interface PlacedFiles {
  /** What stands there: null for nothing, undefined for what is neither file nor link, too large, or not to be reached. */
  read(place: string): PlacedFile | null | undefined
  /** Brings places to what is to stand there, each at once. `beforeChange` is awaited when all contents are staged. */
  write(wanted: ReadonlyMap<string, PlacedFile | null>, beforeChange: () => Promise<void>): Promise<Written>
  /** Folders that writing created. */
  created(): string[]
  /** Removes folders that are empty, inner ones first. Returns those that are gone. */
  removeEmpty(folders: readonly string[]): string[]
  /** Removes what writers that died have staged beside places and left there. */
  sweep(places: Iterable<string>): void
  close(): void
}

/** Younger ones may belong to somebody who is about to rename them. */
const LEFT_BEHIND_MS = 10_000
const MAX_FILE_BYTES = 64 * 1024 * 1024

/** Opens the way to places. `confinement`: where they may lie. */
export function openPlacedFiles(confinement: Confinement, fs = nodeFs): PlacedFiles {
  const folders = confinedFolders(fs, confinement)
  const locate = createLocator(fs)

  /** Whether a path means the place that it names, and that may be written. */
  const isOpen = (place: string): boolean => locate(place).entry === place && whyNot(place, confinement) === null

  function read(place: string): PlacedFile | null | undefined {
    if (!isOpen(place)) return undefined
    try {
      const way = folders.reach(place)
      const stat = fs.lstatSync(way, { throwIfNoEntry: false })
      if (!stat) return null
      if (stat.isSymbolicLink()) return { bytes: fs.readlinkSync(way, 'buffer'), mode: LINK_MODE }
      if (!stat.isFile() || stat.size > MAX_FILE_BYTES) return undefined
      const fd = fs.openSync(way, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
      try {
        return { bytes: fs.readFileSync(fd), mode: fs.fstatSync(fd).mode & 0o7777 }
      } finally {
        fs.closeSync(fd)
      }
    } catch (error) {
      return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? null : undefined
    }
  }

  return {
    read,
    async write(wanted, beforeChange) {
      const pause = createPauses()
      const outcomes = []
      for (const [place, file] of wanted) {
        if (!isOpen(place)) return { paths: new Map(), problem: `${place} may not be written` }
        const wasLink = fs.lstatSync(place, { throwIfNoEntry: false })?.isSymbolicLink() === true
        const link = file?.mode === LINK_MODE ? ('is' as const) : wasLink ? ('was' as const) : undefined
        const mode = link === 'is' ? undefined : file?.mode
        outcomes.push({ path: place, entry: place, target: place, content: file && file.bytes, mode, link })
        await pause()
      }
      return writeOutcomes(fs, folders, outcomes, beforeChange)
    },
    created: () => folders.created(),
    removeEmpty(paths) {
      const gone: string[] = []
      for (const path of [...paths].sort((a, b) => b.length - a.length)) {
        try {
          if (!isOpen(path) || !isOpen(dirname(path))) continue
          fs.rmdirSync(folders.reach(path))
          gone.push(path)
        } catch {
          // something is in it, or it is gone already
        }
      }
      return gone
    },
    sweep(places) {
      for (const folder of new Set([...places].map(place => dirname(place)))) {
        try {
          const way = dirname(folders.reach(join(folder, 'any')))
          for (const name of fs.readdirSync(way).filter(isStagedName)) {
            const path = join(way, name)
            if (Date.now() - fs.lstatSync(path).mtimeMs > LEFT_BEHIND_MS) fs.unlinkSync(path)
          }
        } catch {
          // the folder is gone, and what was in it
        }
      }
    },
    close: () => folders.close(),
  }
}
