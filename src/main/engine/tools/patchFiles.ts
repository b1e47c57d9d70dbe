import nodeFs from 'node:fs'
import { resolve } from 'node:path'
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
  type PlanOptions,
} from '../../../core/patch/plan.ts'
import type { FileImage } from '../../../core/thread/calls.ts'
import { confinedFolders, plainFolders, whyNot } from './patchFolders.ts'
import type { Confinement, FolderFs, Folders } from './patchFolders.ts'
import { imagesOf, keepBefore, type KeepContents, type Stood } from './patchImages.ts'
import { createPauses } from './patchPauses.ts'
import { createLocator, readSource } from './patchSources.ts'
import type { Located, ReadingFs, SourceFile } from './patchSources.ts'
import { writeOutcomes, type Outcome, type WritingFs } from './writeOutcomes.ts'

/** The part of `node:fs` that a patch needs. */
export type PatchFs = FolderFs & ReadingFs & WritingFs

export interface PatchRequest {
  patch: string
  /** Absolute; relative paths of the patch start here. */
  cwd: string
  caller?: PlanOptions['caller']
  /** Where it may write. Null or nothing: wherever its paths lead. */
  confinement?: Confinement | null
  /** Keeps what stood in the files before they are changed. */
  keep?: KeepContents
  fs?: PatchFs
}

export interface PatchOutcome {
  ok: boolean
  /** What the model is told: the summary, or why nothing was done, or what was done before a write failed. */
  output: string
  /** Why nothing was done, if that is what happened. */
  failure?: PatchFailure
  /** What was carried out; after a failed write, only the part that was. */
  effects: FileEffect[]
  /** The changed files before and after, if what stood there was kept. */
  images?: FileImage[]
  /** Folders that came into being. */
  folders: string[]
  durationMs: number
}

/** What a patch would do, checked but not done. `targets` says where each touched path leads through symbolic links. */
export type DiskPlan =
  { ok: true; effects: FileEffect[]; targets: ReadonlyMap<string, string> } | { ok: false; failure: PatchFailure }

/** Reads all files a patch touches and works out its effects. For approvals and sandbox checks ahead of the real thing. */
export async function planPatchOnDisk(request: PatchRequest): Promise<DiskPlan> {
  const plan = await prepare(request, plainFolders(request.fs ?? nodeFs))
  if (!plan.ok) return plan
  return { ok: true, effects: plan.effects, targets: new Map(plan.located.map(({ path, target }) => [path, target])) }
}

/**
 * Carries out a patch. All touched files are read and the whole patch is checked before anything changes. New contents
 * are first written beside their targets and then renamed over them, so that every file is either old or new, and a full
 * disk or a missing right is met before the first file changes. Symbolic links are written through; mode bits stay.
 */
export async function applyPatchToDisk(request: PatchRequest): Promise<PatchOutcome> {
  const startedAt = performance.now()
  const { fs = nodeFs, confinement } = request
  const folders = confinement ? confinedFolders(fs, confinement) : plainFolders(fs)
  try {
    const outcome = await carryOut(request, folders)
    return { ...outcome, durationMs: performance.now() - startedAt }
  } finally {
    folders.close()
  }
}

async function carryOut(request: PatchRequest, folders: Folders): Promise<Omit<PatchOutcome, 'durationMs'>> {
  const { fs = nodeFs, keep } = request
  const plan = await prepare(request, folders)
  if (!plan.ok) {
    return { ok: false, output: failureForModel(plan.failure), failure: plan.failure, effects: [], folders: [] }
  }
  const changed = changedPlaces(plan)
  let before = new Map<string, Stood | null>()
  const { paths, problem } = await writeOutcomes(fs, folders, changed, async () => {
    if (keep) before = await keepBefore(changed, plan.sources, keep)
  })
  const after = { images: keep && imagesOf(changed, before, paths), folders: folders.created() }
  if (problem === undefined) return { ok: true, output: patchSummary(plan.effects), effects: plan.effects, ...after }
  const isDone = (path: string | undefined) => path === undefined || paths.has(path)
  const effects = plan.effects.filter(({ path, movePath }) => isDone(path) && isDone(movePath))
  return { ok: false, output: brokenOff(problem, effects), effects, ...after }
}

/** The places that change. A file that moves takes its permission bits along. */
function changedPlaces({ effects, located, sources }: Extract<Prepared, { ok: true }>): Outcome[] {
  const ends = outcomes(effects)
  const origins = new Map(effects.map(({ path, movePath }) => [movePath, path]))
  return located.flatMap(one => {
    const content = ends.get(one.path)
    const origin = origins.get(one.path)
    return content === undefined
      ? []
      : [{ ...one, content, mode: origin === undefined ? undefined : sources.get(origin)?.mode }]
  })
}

function brokenOff(problem: string, effects: readonly FileEffect[]): string {
  if (effects.length === 0) return `apply_patch failed: ${problem}\nNo files were changed.`
  return [
    `apply_patch failed part way: ${problem}`,
    'These files were changed before that:',
    ...summaryLines(effects),
  ].join('\n')
}

type Prepared =
  | { ok: true; effects: FileEffect[]; located: Located[]; sources: ReadonlyMap<string, SourceFile> }
  | { ok: false; failure: PatchFailure }

async function prepare(request: PatchRequest, folders: Folders): Promise<Prepared> {
  const { patch, cwd, caller = 'tool', confinement, fs = nodeFs } = request
  const parsed = parsePatch(patch)
  if (!parsed.ok) return { ok: false, failure: { reason: 'malformed', message: parsed.error, line: parsed.line } }
  const options: PlanOptions = { caller, resolve: path => resolve(cwd, path) }
  const located = await locateTouched(fs, parsed.patch, options)
  const barred = confinement && firstBarred(located, confinement)
  if (barred) return { ok: false, failure: barred }
  const sources = await readTouched(fs, folders, located)
  const texts = new Map([...sources].map(([path, { source }]) => [path, source]))
  const planned = planPatch(parsed.patch, texts, options)
  if (!planned.ok) return planned
  const alias = aliasAmong(located)
  return alias === undefined
    ? { ...planned, located, sources }
    : { ok: false, failure: { reason: 'repeated', path: alias } }
}

async function locateTouched(fs: PatchFs, patch: Patch, { resolve }: PlanOptions): Promise<Located[]> {
  const locate = createLocator(fs)
  const pause = createPauses()
  const located: Located[] = []
  for (const path of touchedPaths(patch, resolve)) {
    located.push(locate(path))
    await pause()
  }
  return located
}

function firstBarred(located: readonly Located[], confinement: Confinement): PatchFailure | null {
  for (const { path, entry, target } of located) {
    const why = whyNot(target, confinement) ?? whyNot(entry, confinement)
    if (why !== null) return { reason: 'barred', path, why }
  }
  return null
}

async function readTouched(fs: PatchFs, folders: Folders, located: readonly Located[]) {
  const pause = createPauses()
  const sources = new Map<string, SourceFile>()
  for (const one of located) {
    sources.set(one.path, readSource(fs, folders, one))
    await pause()
  }
  return sources
}

/** A path that is another touched file by a different name: its changes would undo those of the other. */
function aliasAmong(located: readonly Located[]): string | undefined {
  const seen = new Set<string>()
  return located.find(({ target }) => seen.size === seen.add(target).size)?.path
}
