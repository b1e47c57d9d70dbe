import { constants, promises } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { failureForModel, type PatchFailure } from '../../../core/patch/failure.ts'
import { parsePatch } from '../../../core/patch/parse.ts'
import type { Patch } from '../../../core/patch/patch.ts'
import {
  outcomes,
  patchSummary,
  planPatch,
  summaryLines,
  touchedPaths,
  type FileEffect,
  type FileSource,
  type PlanOptions,
} from '../../../core/patch/plan.ts'
import { systemErrorCode, systemErrorText } from '../systemErrors.ts'
import { writeOutcomes, type WritingFs } from './writeOutcomes.ts'

/** The part of `node:fs/promises` that a patch needs. */
export type PatchFs = WritingFs & Pick<typeof promises, 'open' | 'readlink'>

export type PatchRequest = {
  patch: string
  /** Absolute; relative paths of the patch start here. */
  cwd: string
  caller?: PlanOptions['caller']
  fs?: PatchFs
}

export type PatchOutcome = {
  ok: boolean
  /** What the model is told: the summary, or why nothing was done, or what was done before a write failed. */
  output: string
  /** Why nothing was done, if that is what happened. */
  failure?: PatchFailure
  /** What was carried out; after a failed write, only the part that was. */
  effects: FileEffect[]
  durationMs: number
}

/** What a patch would do, checked but not done. `targets` says where each touched path leads through symbolic links. */
export type DiskPlan =
  { ok: true; effects: FileEffect[]; targets: ReadonlyMap<string, string> } | { ok: false; failure: PatchFailure }

/** Reads all files a patch touches and works out its effects. For approvals and sandbox checks ahead of the real thing. */
export async function planPatchOnDisk({ patch, cwd, caller = 'tool', fs = promises }: PatchRequest): Promise<DiskPlan> {
  const parsed = parsePatch(patch)
  if (!parsed.ok) return { ok: false, failure: { reason: 'malformed', message: parsed.error, line: parsed.line } }
  const options: PlanOptions = { caller, resolve: path => resolve(cwd, path) }
  const { sources, targets, alias } = await readTouched(fs, parsed.patch, options)
  const planned = planPatch(parsed.patch, sources, options)
  if (!planned.ok) return planned
  return alias === undefined ? { ...planned, targets } : { ok: false, failure: { reason: 'repeated', path: alias } }
}

/**
 * Carries out a patch. All touched files are read and the whole patch is checked before anything changes. New contents
 * are first written beside their targets and then renamed over them, so that every file is either old or new, and a full
 * disk or a missing right is met before the first file changes. Symbolic links are written through; mode bits stay.
 */
export async function applyPatchToDisk(request: PatchRequest): Promise<PatchOutcome> {
  const startedAt = performance.now()
  const outcome = await carryOut(request)
  return { ...outcome, durationMs: performance.now() - startedAt }
}

async function carryOut(request: PatchRequest): Promise<Omit<PatchOutcome, 'durationMs'>> {
  const plan = await planPatchOnDisk(request)
  if (!plan.ok) return { ok: false, output: failureForModel(plan.failure), failure: plan.failure, effects: [] }
  const { paths, problem } = await writeOutcomes(request.fs ?? promises, outcomes(plan.effects), plan.targets)
  if (problem === undefined) return { ok: true, output: patchSummary(plan.effects), effects: plan.effects }
  const isDone = (path: string | undefined) => path === undefined || paths.has(path)
  const effects = plan.effects.filter(({ path, movePath }) => isDone(path) && isDone(movePath))
  return { ok: false, output: brokenOff(problem, effects), effects }
}

function brokenOff(problem: string, effects: readonly FileEffect[]): string {
  if (effects.length === 0) return `apply_patch failed: ${problem}\nNo files were changed.`
  return [
    `apply_patch failed part way: ${problem}`,
    'These files were changed before that:',
    ...summaryLines(effects),
  ].join('\n')
}

type Touched = {
  sources: Map<string, FileSource>
  /** Where each path leads through symbolic links. */
  targets: Map<string, string>
  /** A path that is another touched file by a different name: its changes would undo those of the other. */
  alias?: string
}

async function readTouched(fs: PatchFs, patch: Patch, { resolve }: PlanOptions): Promise<Touched> {
  const paths = touchedPaths(patch, resolve)
  const read = await Promise.all(
    paths.map(async path => ({ path, source: await readSource(fs, path), target: await followLinks(fs, path) })),
  )
  const targets = new Map(read.map(({ path, target }) => [path, target]))
  const seen = new Set<string>()
  const alias = read.find(({ target }) => seen.size === seen.add(target).size)?.path
  return { sources: new Map(read.map(({ path, source }) => [path, source])), targets, alias }
}

const MAX_FILE_BYTES = 64 * 1024 * 1024
const LINK_LIMIT = 40

/** Reads a regular file as text. Never waits on a pipe or a device, never loads a huge file. */
async function readSource(fs: PatchFs, path: string): Promise<FileSource> {
  try {
    await using file = await fs.open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    const stat = await file.stat()
    if (!stat.isFile()) return { error: `path \`${path}\` is not a file`, replaceable: false }
    if (stat.size > MAX_FILE_BYTES)
      return { error: `the file has ${stat.size} bytes, too many to patch`, replaceable: true }
    const bytes = await file.readFile()
    return decode(bytes)
  } catch (error) {
    const code = systemErrorCode(error)
    return code === 'ENOENT' ? null : { error: systemErrorText(error), replaceable: false }
  }
}

function decode(bytes: Uint8Array): FileSource {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return { error: 'stream did not contain valid UTF-8', replaceable: true }
  }
}

/** The path that a write to `path` ends at. A link whose target is missing leads to where that would be. */
async function followLinks(fs: PatchFs, path: string): Promise<string> {
  let current = path
  for (let hops = 0; hops < LINK_LIMIT; hops++) {
    const stat = await fs.lstat(current).catch(() => null)
    if (!stat?.isSymbolicLink()) return current
    current = resolve(dirname(current), await fs.readlink(current))
  }
  return current
}
