import { Failure } from '../../../contract/procedure.ts'
import { runningTurn } from '../../../core/thread/thread.ts'
import type { PlacedFile } from '../tools/placedFiles.ts'
import { carryOut, CHANGED, recordUndone, RUNNING } from './carryOut.ts'
import { imageOf } from './present.ts'
import type { Applied, UndoDeps } from './undo.ts'

/** A file that goes back to what it was, or one change of it. */
export interface PutBack {
  threadId: string
  /** Becomes the id of the undo. */
  undoId: string
  /** Absolute and real. */
  path: string
  hunk?: number
  /** What stands there, as it was shown; null for no file. */
  now: Uint8Array | null
  next: PlacedFile | null
}

/** Brings a file to another content. Rejects with `undo.changed` if it is not as it was shown. */
export async function putBack(deps: UndoDeps, wanted: PutBack): Promise<Applied> {
  const { threadId, undoId, path, hunk, next } = wanted
  const { state } = await deps.open(threadId)
  const { cwd, settings, undos } = state.thread()
  if (runningTurn(state.thread())) throw new Failure('turn.running', RUNNING, { threadId })
  if (undos?.some(undo => undo.undoId === undoId)) return { undoId, changed: [path], left: [], problem: null }
  if (!settings) throw new Failure('turn.notFound', 'This thread has not begun to work here.', { threadId })
  await deps.looks.caughtUp(cwd)
  const placed = await deps.filesFor({ cwd, settings })
  try {
    const now = placed.read(path)
    if (now === undefined) return { undoId, changed: [], left: [path], problem: `${path} may not be written` }
    if (!isSame(now?.bytes ?? null, wanted.now)) throw new Failure('undo.changed', CHANGED)
    const images = [imageOf(path, { now, next }, deps.hashOf)]
    const target = { threadId, of: { uncommitted: path, ...(hunk !== undefined && { hunk }) } }
    const record = (done: typeof images) =>
      recordUndone(deps, target, { undoId, images: done, folders: placed.created() })
    return await carryOut(deps, placed, {
      undoId,
      wanted: new Map([[path, next]]),
      images,
      left: [],
      about: [path],
      emptied: [],
      begin: async () => {
        await deps.keep([now, next].flatMap(file => (file ? [file.bytes] : [])))
        await record(images)
      },
      amend: done => record([...done]),
      cwd,
    })
  } finally {
    placed.close()
  }
}

const isSame = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : Buffer.compare(a, b) === 0
