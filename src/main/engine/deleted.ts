import * as fs from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { applyPatch, structuredPatch } from 'diff'
import { parse } from 'smol-toml'
import { z } from 'zod'
import { Failure } from '../../contract/procedure.ts'
import { withFileLock } from './fileLock.ts'
import { replaceFile } from './replaceFile.ts'
import { systemErrorCode, systemErrorText } from './systemErrors.ts'

/** A text file that loses a part of what is in it. */
export interface LostText {
  path: string
  before: string
  after: string
}

export interface Deletion {
  /** Files and folders, which go to the trash as they are. A link goes itself, not what it leads to. */
  files?: readonly string[]
  /** Files that stay. Whoever deletes writes them, once this has noted what they lose. */
  texts?: readonly LostText[]
}

/** What was deleted from files that no thread owns: it can be brought back for at least 30 days. */
export interface Deleted {
  /**
   * Takes files and folders away and notes what texts lose. Resolves to the id for `restore`. All or nothing; rejects with
   * `home.notWritable`.
   */
  keep(deletion: Deletion): Promise<string>
  /**
   * Puts everything back, to the byte. A text that changed since is given back what it lost, where that still fits.
   * Rejects with `deleted.notFound`, `deleted.inTheWay` (nothing is touched then) or `home.notWritable`.
   */
  restore(deletedId: string): Promise<void>
  /** Drops the note of a deletion that did not come about; its files go back. */
  callOff(deletedId: string): Promise<void>
}

export interface DeletedDeps {
  /** The folder of deletions, made when there is one. */
  dir: string
  now(): number
  /** A UUID. */
  newId(): string
  /** The system's, if left out. */
  rename?: typeof fs.rename
}

const KEPT_MS = 30 * 24 * 60 * 60 * 1000
const NOTE = 'deleted.json'
const ID = /^[0-9a-f-]{36}$/

const Note = z.object({
  deletedAt: z.number(),
  /** Where each was, by its name in the trash. */
  files: z.array(z.object({ path: z.string(), kept: z.string() })),
  texts: z.array(z.object({ path: z.string(), before: z.string(), after: z.string() })),
})
type Note = z.infer<typeof Note>

type Move = readonly [from: string, to: string]

export function createDeleted({ dir, now, newId, rename = fs.rename }: DeletedDeps): Deleted {
  const folderOf = (id: string) => join(dir, id)

  const read = async (id: string): Promise<Note> => {
    const text = ID.test(id) ? await fs.readFile(join(folderOf(id), NOTE), 'utf8').catch(() => null) : null
    const note = text === null ? null : Note.safeParse(attempt(() => JSON.parse(text)))
    if (!note?.success) throw new Failure('deleted.notFound', 'It is not in the trash any more.', { deletedId: id })
    return note.data
  }

  const moves = (id: string, { files }: Note): Move[] => files.map(({ path, kept }) => [join(folderOf(id), kept), path])

  /** What is too old goes when something new comes. */
  const sweep = async (): Promise<void> => {
    const ids = (await fs.readdir(dir)).filter(name => ID.test(name))
    for (const id of ids) {
      const note = await read(id).catch(() => null) // being written, or damaged: it stays
      if (note && note.deletedAt < now() - KEPT_MS) await fs.rm(folderOf(id), { recursive: true, force: true })
    }
  }

  const putBack = async (id: string, note: Note): Promise<void> => {
    for (const [, path] of moves(id, note)) await fs.mkdir(dirname(path), { recursive: true, mode: 0o700 })
    await moveAll(moves(id, note), rename)
  }

  return {
    keep: ({ files = [], texts = [] }) =>
      writing(dir, async () => {
        const id = newId()
        const kept = files.map((path, index) => ({ path, kept: `${index}-${basename(path)}` }))
        const note: Note = { deletedAt: now(), files: kept, texts: [...texts] }
        await fs.mkdir(folderOf(id), { recursive: true, mode: 0o700 })
        await sweep()
        // The note first: what is moved without one could not find its way back.
        await replaceFile(join(folderOf(id), NOTE), `${JSON.stringify(note, null, 2)}\n`)
        try {
          await moveAll(
            moves(id, note).map(([trash, path]) => [path, trash]),
            rename,
          )
        } catch (error) {
          await fs.rm(folderOf(id), { recursive: true, force: true })
          throw error
        }
        return id
      }),

    restore: id =>
      writing(dir, async () => {
        const note = await read(id)
        for (const { path } of note.files) await refuseTaken(path)
        const written = await Promise.all(note.texts.map(async text => ({ ...text, now: await regained(text) })))
        await putBack(id, note)
        for (const { path, now: text } of written) await withFileLock(path, () => replaceFile(path, text))
        await fs.rm(folderOf(id), { recursive: true, force: true })
      }),

    callOff: id =>
      writing(dir, async () => {
        await putBack(id, await read(id))
        await fs.rm(folderOf(id), { recursive: true, force: true })
      }),
  }
}

async function writing<T>(dir: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure('home.notWritable', `The trash in ${dir} cannot be used: ${systemErrorText(error)}.`)
  }
}

async function refuseTaken(path: string): Promise<void> {
  if ((await fs.lstat(path).catch(() => null)) === null) return
  throw new Failure('deleted.inTheWay', `${path} exists again. Move it away first.`, { path })
}

/** A text with what it lost. Throws `deleted.inTheWay` where that does not fit any more. */
async function regained({ path, before, after }: LostText): Promise<string> {
  const text = await fs.readFile(path, 'utf8').catch((error: unknown) => {
    if (systemErrorCode(error) === 'ENOENT') return ''
    throw error
  })
  if (text === before || text === after) return before
  const patched = applyPatch(text, structuredPatch(path, path, after, before))
  if (patched !== false && isWhole(path, patched)) return patched
  const message = `${path} changed since, and what was deleted no longer fits where it was.`
  throw new Failure('deleted.inTheWay', message, { path })
}

/** A patch finds its place by the lines around it, and those can mislead it. */
const isWhole = (path: string, text: string): boolean =>
  !path.endsWith('.toml') || attempt(() => parse(text, { integersAsBigInt: 'asNeeded' })) !== null

function attempt<T>(work: () => T): T | null {
  try {
    return work()
  } catch {
    return null
  }
}

/** Moves files together: when one cannot be moved, those before it go back. */
async function moveAll(moving: readonly Move[], rename: typeof fs.rename): Promise<void> {
  const done: Move[] = []
  try {
    for (const [from, to] of moving) {
      await move(from, to, rename)
      done.push([from, to])
    }
  } catch (error) {
    for (const [from, to] of done.toReversed()) await move(to, from, rename)
    throw error
  }
}

/** A rename, or between two file systems a copy and then the removal. */
async function move(from: string, to: string, rename: typeof fs.rename): Promise<void> {
  try {
    await rename(from, to)
  } catch (error) {
    if (systemErrorCode(error) !== 'EXDEV') throw error
    try {
      await fs.cp(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true })
    } catch (failure) {
      await fs.rm(to, { recursive: true, force: true })
      throw failure
    }
    await fs.rm(from, { recursive: true })
  }
}
