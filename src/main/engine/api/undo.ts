import { Failure } from '../../../contract/procedure.ts'
import type { UndoOf } from '../../../core/thread/events.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { Target, Undo } from '../undo/undo.ts'
import { createRepeats } from './repeats.ts'

type UndoHandlers = Pick<Handlers, 'undo/preview' | 'undo/apply' | 'undo/list' | 'changes/read'>

export interface UndoApiDeps {
  undo: Undo
  changes: Handlers['changes/read']
}

/** Taking back what turns did to files. */
export function undoHandlers({ undo, changes }: UndoApiDeps): UndoHandlers {
  const applied = createRepeats<Awaited<ReturnType<Undo['apply']>>>()
  return {
    'undo/preview': async params => undo.preview(targetOf(params)),
    'undo/apply': async ({ commandId, choices = {}, token, ...params }) =>
      applied.once(commandId, [params, choices], () =>
        undo.apply(targetOf(params), { undoId: commandId, choices, token }),
      ),
    'undo/list': async ({ threadId }) => ({ undos: await undo.list(threadId) }),
    'changes/read': changes,
  }
}

interface Params {
  threadId: string
  turnId?: string
  undoId?: string
  path?: string
  hunk?: number
}

function targetOf({ threadId, turnId, undoId, path, hunk }: Params): Target {
  if (undoId !== undefined) return { threadId, of: { undoId } }
  if (turnId === undefined) throw new Failure('request.invalid', 'Nothing says what is to be undone.')
  const part: UndoOf = { turnId, ...(path !== undefined && { path }), ...(hunk !== undefined && { hunk }) }
  return { threadId, of: part }
}
