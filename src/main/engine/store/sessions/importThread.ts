import fs from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { Failure } from '../../../../contract/procedure.ts'
import { isRecord, number, record, text } from '../../../../core/rollout/line.ts'
import type { Json } from '../../../../core/rollout/line.ts'
import { ensureDirectory } from '../home.ts'
import type { Home } from '../home.ts'
import { addName } from '../names.ts'
import { newRolloutPath, rolloutsOf } from '../rolloutPaths.ts'
import { reasonOf } from '../storeError.ts'
import { contentIn, isBundleHeader, parseText, readBundleHeader } from './bundle.ts'
import type { BundleHeader } from './bundle.ts'
import { createTextFile } from './textFile.ts'
import type { TextFile } from './textFile.ts'

export interface ImportDeps {
  home: Home
  homes: readonly Home[]
  newId(): string
  now(): number
  /** Keeps what stood in a file. Resolves to its hash. */
  keepContent(bytes: Uint8Array): Promise<string>
  /** Whether a thread of this id lies in the trash, from where it may come back. */
  isTrashed(threadId: string): boolean
}

/**
 * Makes a thread from an exported bundle or a rollout, and resolves to its id: its own, or a new one where that is taken.
 * Throws `import.invalid`, which says in which line what is wrong.
 */
export async function importThread(deps: ImportDeps, path: string): Promise<string> {
  let file: fs.FileHandle
  try {
    file = await fs.open(path)
  } catch (error) {
    throw new Failure('import.invalid', `${path} cannot be read: ${reasonOf(error)}.`, { path })
  }
  const lines = file.readLines()[Symbol.asyncIterator]()
  const reading: Reading = { deps, path, number: 0, lines }
  let writing: { out: TextFile; threadId: string } | null = null
  try {
    const begun = await begin(reading)
    writing = begun
    await copy(reading, begun)
    await begun.out.finish()
    if (begun.title !== null) addName(deps.home, begun.threadId, begun.title, deps.now())
    return begun.threadId
  } catch (error) {
    await writing?.out.abandon()
    throw error
  } finally {
    await file.close()
  }
}

interface Reading {
  deps: ImportDeps
  path: string
  /** Of the line that was read last. */
  number: number
  lines: AsyncIterator<string>
}

interface Begun {
  out: TextFile
  threadId: string
  /** Its id in the file, where it is given another one. */
  replacedId: string | null
  title: string | null
  isPaginated: boolean
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

function invalid({ path, number: line }: Reading, what: string): Failure {
  const message = `${basename(path)} cannot be imported: line ${line}: ${what}.`
  return new Failure('import.invalid', message, { path, line })
}

/** The next line and what it holds; null at the end. Throws for what is no record. */
async function next(reading: Reading): Promise<{ text: string; line: Json } | null> {
  for (;;) {
    const { done, value } = await reading.lines.next()
    if (done) return null
    reading.number += 1
    if (value.trim() === '') continue
    const line = parseText(value)
    // A line that was being written when its program died is not part of the log.
    if (!line && (await reading.lines.next()).done) return null
    if (!line) throw invalid(reading, 'it is not a JSON object; the file may be damaged or cut off')
    return { text: value, line }
  }
}

/** Reads the header and begins the thread's file. */
async function begin(reading: Reading): Promise<Begun> {
  const { home, homes, newId, isTrashed } = reading.deps
  let first = await next(reading)
  let bundle: BundleHeader | null = null
  if (first && isBundleHeader(first.line)) {
    const header = readBundleHeader(first.line)
    if (typeof header === 'string') throw invalid(reading, header)
    bundle = header
    first = await next(reading)
  }
  if (!first) throw invalid(reading, 'it holds no thread')
  const payload = record(first.line.payload)
  const id = text(payload.id)
  if (first.line.type !== 'session_meta' || id === undefined || !ID.test(id))
    throw invalid(reading, 'a thread begins with a session_meta that has an id; this file does not')
  const base = isRecord(payload.history_base) ? text(payload.history_base.thread_id) : text(payload.forked_from_id)
  if (base !== undefined && (base === id || rolloutsOf(homes, base).length === 0))
    throw invalid(
      reading,
      `its history begins in another file (thread ${base}), which is not here. Export it as a bundle, which has all of it`,
    )

  const isTaken = rolloutsOf(homes, id).length > 0 || isTrashed(id)
  const threadId = isTaken ? newId() : id.toLowerCase()
  const begunAt = Date.parse(text(payload.timestamp) ?? text(first.line.timestamp) ?? '')
  const path = newRolloutPath(home, threadId, Number.isNaN(begunAt) ? reading.deps.now() : begunAt)
  ensureDirectory(dirname(path))
  const out = await createTextFile(path)
  const begun: Begun = {
    out,
    threadId,
    replacedId: isTaken ? id : null,
    title: bundle?.title ?? null,
    isPaginated: number(first.line.ordinal) !== undefined,
  }
  await out.write(renamed(first.text, begun))
  return begun
}

async function copy(reading: Reading, begun: Begun): Promise<void> {
  let last = -1
  for (let read = await next(reading); read; read = await next(reading)) {
    const content = contentIn(read.line)
    if (content) {
      const hash = await reading.deps.keepContent(content.bytes)
      if (hash !== content.hash) throw invalid(reading, 'the content of a file is not what its hash says')
      continue
    }
    const { type, ordinal } = read.line
    if (typeof type !== 'string' || !('payload' in read.line)) throw invalid(reading, 'it is no line of a thread')
    const at = number(ordinal)
    if (begun.isPaginated && at === undefined) throw invalid(reading, 'it has no ordinal, and those before it have')
    if (at !== undefined && at <= last) throw invalid(reading, `its ordinal is ${at}, after ${last}`)
    last = at ?? last
    await begun.out.write(renamed(read.text, begun))
  }
}

/** Ids are unique: wherever this one stands in a line, it means the thread. */
const renamed = (line: string, { replacedId, threadId }: Begun): string =>
  replacedId === null ? line : line.replaceAll(replacedId, threadId)
