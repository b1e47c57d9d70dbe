import { Failure } from '../../../contract/procedure.ts'
import type { FileImage } from '../../../core/thread/calls.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { PlacedFile, PlacedFiles } from '../tools/placedFiles.ts'
import type { Applied, Target, UndoDeps } from './undo.ts'

export const RUNNING = 'A turn is running. Stop it, or wait until it is over.'
export const CHANGED = 'The files changed since this was shown. Look at it again.'

/** What is to stand at places, and what that changes. */
export interface Writing {
  wanted: Map<string, PlacedFile | null>
  images: FileImage[]
  left: string[]
}

/** Writes down what is put back, while no turn runs. */
export const recordUndone = async (
  { open }: UndoDeps,
  { threadId, of }: Target,
  undone: { undoId: string; images: FileImage[]; folders: string[] },
): Promise<void> => {
  const { state } = await open(threadId)
  await state.transact(thread => {
    if (runningTurn(thread)) throw new Failure('turn.running', RUNNING, { threadId })
    return [{ type: 'files.undone', of, ...undone }]
  })
}

export interface Carrying extends Writing {
  undoId: string
  /** All files that it is about. What a process that died left beside them goes. */
  about: Iterable<string>
  /** Folders that go if nothing is left in them. */
  emptied: readonly string[]
  begin(): Promise<void>
  /** Records what was really done, where that is less. */
  amend(done: readonly FileImage[]): Promise<void>
  cwd: string
}

/** Brings files to what is to stand there, and says what became of it. */
export async function carryOut(
  { looks }: UndoDeps,
  placed: PlacedFiles,
  { undoId, wanted, images, left, about, emptied, begin, amend, cwd }: Carrying,
): Promise<Applied> {
  let begun = false
  const { paths, problem } = await placed.write(wanted, async () => {
    await begin()
    begun = true
  })
  const changed = images.filter(({ path }) => paths.has(path))
  if (begun && changed.length < images.length) await amend(changed)
  placed.sweep(about)
  placed.removeEmpty(emptied)
  await looks.settle(cwd, [...paths.keys()])
  // A file that moved is one file.
  const origins = new Set(changed.map(({ from }) => from))
  return {
    undoId,
    changed: changed.map(({ path }) => path).filter(path => !origins.has(path)),
    left: [...left, ...images.filter(({ path }) => !paths.has(path)).map(({ path }) => path)],
    problem: problem ?? null,
  }
}
