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
    const byCommand = new Set<string>()
    const newest = new Map<string, string>()
    const outside = new Map<string, OutsideChange>()
    for (const turn of turns) {
      for (const record of recordedIn(turn)) {
        for (const { path } of record.images) {
          newest.set(path, turn.id)
          if (record.byCommand) byCommand.add(path)
        }
        for (const { path } of record.changes) newest.set(path, turn.id)
        for (const each of record.outside) outside.set(`${each.path}\n${each.reason}`, each)
      }
    }
    const files = await diff(turns, thread.cwd)
    return {
      files: files.map(file => ({
        ...file,
        byCommand: byCommand.has(file.path),
        turnId: newest.get(file.path) ?? newest.get(file.from ?? '') ?? turns.at(-1)?.id ?? '',
      })),
      outside: [...outside.values()].map(each => ({ ...each, sentence: outsideSentence(each) })),
    }
  }
