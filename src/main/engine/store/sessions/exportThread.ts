import fs from 'node:fs/promises'
import { join } from 'node:path'
import { fold } from '../../../../core/thread/apply.ts'
import { number } from '../../../../core/rollout/line.ts'
import type { Json } from '../../../../core/rollout/line.ts'
import { replaceFile } from '../../replaceFile.ts'
import { ensureDirectory } from '../home.ts'
import type { Home } from '../home.ts'
import { textLines } from '../packed.ts'
import { newestOf, readThread, segmentsOf } from '../readRollout.ts'
import type { Segment } from '../readRollout.ts'
import { contentLine, hashesIn, headerLine, parseText, placeholder, standalone } from './bundle.ts'
import { htmlOf } from './html.ts'
import { markdownOf } from './markdown.ts'
import { createTextFile } from './textFile.ts'
import { transcriptOf } from './transcript.ts'

export type ExportFormat = 'markdown' | 'html' | 'bundle'

export interface ExportDeps {
  homes: readonly Home[]
  /** Name and version of this program, for the header of a bundle. */
  program: string
  now(): number
  /** What stood in a file, by its hash; null where it is gone. */
  readContent(hash: string): Promise<Uint8Array | null>
}

export interface ExportRequest {
  threadId: string
  /** Its name, if it has one. */
  title: string | null
  format: ExportFormat
  folder: string
}

const ENDINGS: Record<ExportFormat, string> = { markdown: 'md', html: 'html', bundle: 'jsonl' }

/** Writes a thread to a new file of a folder. Throws `thread.notFound`, and what the system says when it cannot be written. */
export async function exportThread(deps: ExportDeps, request: ExportRequest): Promise<{ path: string; bytes: number }> {
  const { homes } = deps
  const { threadId, title, format, folder } = request
  const file = newestOf(homes, threadId) // before anything is made: there may be no such thread
  ensureDirectory(folder)
  const path = join(folder, `${nameOf(title, threadId, deps.now())}.${ENDINGS[format]}`)
  if (format === 'bundle') await writeBundle(path, await segmentsOf(homes, file), deps, request)
  else {
    const thread = fold(threadId, (await readThread(homes, threadId)).events)
    const transcript = transcriptOf({ ...thread, title: title ?? thread.title })
    await replaceFile(path, format === 'html' ? htmlOf(transcript) : markdownOf(transcript))
  }
  return { path, bytes: (await fs.stat(path)).size }
}

/** A name that any file system takes, and that tells two exports apart. */
function nameOf(title: string | null, threadId: string, at: number): string {
  const words = (title ?? '')
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
  const time = new Date(at).toISOString().slice(0, 19).replaceAll(':', '-')
  return [words || 'thread', threadId.slice(-8), time].join('-')
}

async function writeBundle(
  path: string,
  segments: readonly Segment[],
  { program, now, readContent }: ExportDeps,
  { threadId, title }: ExportRequest,
): Promise<void> {
  const out = await createTextFile(path)
  try {
    await out.write(headerLine({ threadId, title }, program, now()))
    const hashes = new Set<string>()
    for await (const { line, text } of standaloneLines(segments)) {
      hashesIn(line).forEach(hash => hashes.add(hash))
      await out.write(text)
    }
    for (const hash of hashes) {
      const content = await readContent(hash)
      if (content) await out.write(contentLine(hash, content))
    }
    await out.finish()
  } catch (error) {
    await out.abandon()
    throw error
  }
}

interface WrittenLine {
  line: Json
  text: string
}

/** The lines of files that continue each other, as those of one file. */
async function* standaloneLines(segments: readonly Segment[]): AsyncGenerator<WrittenLine> {
  const newest = segments.at(-1)
  const header = newest && (await headerOf(newest))
  for (const [at, segment] of segments.entries()) {
    let isPassed = false
    for await (const { line, text } of linesOf(segment)) {
      if (isPassed || line.type !== 'session_meta') {
        yield { line, text }
        continue
      }
      isPassed = true
      const { timestamp, ordinal } = line
      const kept = at === 0 && header ? { ...standalone(header), timestamp, ordinal } : placeholder(line)
      // Without ordinals nothing is counted, and a second header is only in the way.
      if (at === 0 || ordinal !== undefined) yield { line: kept, text: JSON.stringify(kept) }
    }
  }
}

async function headerOf(segment: Segment): Promise<Json | null> {
  for await (const { line } of linesOf(segment)) return line
  return null
}

/** The lines of a file that are part of the history. What is damaged is left out. */
async function* linesOf({ path, beforeSeq }: Segment): AsyncGenerator<WrittenLine> {
  for await (const text of textLines(path)) {
    const line = parseText(text)
    if (!line) continue
    if ((number(line.ordinal) ?? -1) >= beforeSeq) return
    yield { line, text }
  }
}
