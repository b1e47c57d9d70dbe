import type { ChangedFileView } from '../../../contract/undo.ts'
import type { FileDiff } from '../../../core/patch/turnDiff.ts'
import type { OutsideChange } from '../../../core/thread/calls.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import { recordedIn } from '../../../core/undo/stories.ts'
import { outsideSentence } from '../../../core/undo/words.ts'
import type { Handlers } from '../../../rpc/serve.ts'

export interface ChangesDeps {
  open(threadId: string): Promise<{ state: { thread(): Thread } }>
  /** Resolves when what commands changed in a workspace is recorded. */
  caughtUp(cwd: string): Promise<void>
  turn(threadId: string, turnId: string): Promise<Turn>
  /** `whole` names the one file that is asked for, with all of its lines. */
  diff(turns: readonly Turn[], how: { cwd: string; whole: string | undefined }): Promise<FileDiff[]>
}

/** What a turn changed in files, or all turns of a thread that are at hand. */
export const changesHandler =
  ({ open, turn: turnOf, caughtUp, diff }: ChangesDeps): Handlers['changes/read'] =>
  async ({ threadId, turnId, whole }) => {
    const { state } = await open(threadId)
    await caughtUp(state.thread().cwd)
    const thread = state.thread()
    const turns = turnId === undefined ? thread.turns : [await turnOf(threadId, turnId)]
    const { byCommand, turnsOf, outside } = tellOf(turns)
    const viewOf = (file: FileDiff): ChangedFileView => {
      const by = new Set([...(turnsOf.get(file.path) ?? []), ...(turnsOf.get(file.from ?? '') ?? [])])
      return {
        ...file,
        kind: kindOf(file),
        byCommand: byCommand.has(file.path),
        turnId: [...by].at(-1) ?? turns.at(-1)?.id ?? '',
        turns: Math.max(by.size, 1),
      }
    }
    return {
      files: (await diff(turns, { cwd: thread.cwd, whole })).map(viewOf),
      outside: outside.map(each => ({ ...each, sentence: outsideSentence(each) })),
      partial: turnId === undefined && thread.earlier !== null,
    }
  }

const kindOf = ({ diff }: FileDiff): ChangedFileView['kind'] => {
  const [head = ''] = diff.split(/^@@ /m)
  if (/^new file mode/m.test(head)) return 'new'
  return /^deleted file mode/m.test(head) ? 'deleted' : 'changed'
}

function tellOf(turns: readonly Turn[]) {
  const byCommand = new Set<string>()
  const turnsOf = new Map<string, Set<string>>()
  const outside = new Map<string, OutsideChange>()
  for (const turn of turns) {
    const records = recordedIn(turn)
    for (const { images, changes, byCommand: isCommand, outside: left } of records) {
      for (const { path } of [...images, ...changes]) turnsOf.set(path, (turnsOf.get(path) ?? new Set()).add(turn.id))
      if (isCommand) for (const { path } of images) byCommand.add(path)
      for (const each of left) outside.set(`${each.path}\n${each.reason}`, each)
    }
  }
  return { byCommand, turnsOf, outside: [...outside.values()] }
}
