import { isUtf8 } from 'node:buffer'
import type { Result } from '../../../contract/router.ts'
import type { ChangedFileView } from '../../../contract/undo.ts'
import { unifiedDiff } from '../../../core/patch/diff.ts'
import type { FileDiff } from '../../../core/patch/turnDiff.ts'
import type { OutsideChange } from '../../../core/thread/calls.ts'
import type { Thread, Turn } from '../../../core/thread/thread.ts'
import { recordedIn } from '../../../core/undo/stories.ts'
import { outsideSentence } from '../../../core/undo/words.ts'
import type { Handlers } from '../../../rpc/serve.ts'
import type { Uncommitted, UncommittedFile } from '../undo/uncommitted.ts'

export interface ChangesDeps {
  open(threadId: string): Promise<{ state: { thread(): Thread } }>
  /** Resolves when what commands changed in a workspace is recorded. */
  caughtUp(cwd: string): Promise<void>
  turn(threadId: string, turnId: string): Promise<Turn>
  diff(turns: readonly Turn[], cwd: string): Promise<FileDiff[]>
  /** What is not committed in a folder; null where that cannot be said. */
  uncommitted(cwd: string): Promise<Uncommitted | null>
}

/** What a turn changed in files, or all turns of a thread that are at hand. */
export const changesHandler =
  ({ open, turn: turnOf, caughtUp, diff, uncommitted }: ChangesDeps): Handlers['changes/read'] =>
  async ({ threadId, turnId, uncommitted: isAll }) => {
    const { state } = await open(threadId)
    await caughtUp(state.thread().cwd)
    const thread = state.thread()
    if (isAll) return uncommittedView(await uncommitted(thread.cwd), thread.cwd)
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

function uncommittedView(found: Uncommitted | null, cwd: string): Result<'changes/read'> {
  const more = found?.more ?? 0
  const left = { path: cwd, reason: 'tooMany', sentence: 'More files are not committed than are shown.', count: more }
  return { files: (found?.files ?? []).map(fileView), outside: more > 0 ? [left] : [], partial: false }
}

function fileView({ path, before, after }: UncommittedFile): ChangedFileView {
  const [old, now] = [textOf(before), textOf(after)]
  const { text, added, removed } = old === null || now === null ? NO_TEXT : unifiedDiff(old, now)
  const kind = before === null ? 'new' : after === null ? 'deleted' : 'changed'
  return { path, diff: text, added, removed, kind, byCommand: false, turnId: '', turns: 0 }
}

const NO_TEXT = { text: '', added: 0, removed: 0 }

/** Nothing is an empty text; null for what is no text. */
const textOf = (bytes: Uint8Array | null | undefined): string | null =>
  bytes === null ? '' : bytes && isUtf8(bytes) ? Buffer.from(bytes).toString() : null

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
