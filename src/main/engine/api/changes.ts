import type { ChangedFileView } from '../../../contract/undo.ts'
import type { FileDiff } from '../../../core/patch/turnDiff.ts'
import type { OutsideChange } from '../../../core/thread/calls.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import { recordedIn } from '../../../core/undo/stories.ts'
import { outsideSentence } from '../../../core/undo/words.ts'
import type { Handlers } from '../../../rpc/serve.ts'

export interface ChangesDeps {
  /** A thread with the turns of it that are at hand. */
  thread(threadId: string): Promise<Thread>
  turn(threadId: string, turnId: string): Promise<Turn>
  diff(turns: readonly Turn[], cwd: string): Promise<FileDiff[]>
}

/** What a turn changed in files, or all turns of a thread that are at hand. */
export const changesHandler =
  ({ thread: threadOf, turn: turnOf, diff }: ChangesDeps): Handlers['changes/read'] =>
  async ({ threadId, turnId }) => {
    const thread = await threadOf(threadId)
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
      files: (await diff(turns, thread.cwd)).map(viewOf),
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
