import type { ChangedFileView, UndoFile, UndoPreview } from '../../src/contract/undo.ts'
import type { Result } from '../../src/contract/router.ts'
import { CWD, script } from './threads.ts'

const DIFF = `@@ -1,3 +1,3 @@
 export async function openThread(id: ThreadId) {
-  const cursor = await readCursor(id) // ${'a remark that goes on and on '.repeat(4)}
+  const cursor = await readCursor(id, { within: lock })
 }
@@ -41,2 +41,3 @@
   return fold(lines)
+  // the end
 }
`

/** A thread whose last turn patched one file and changed others by a command. */
export function undoThread() {
  return script('undo')
    .create('Fix flaky session test')
    .asks('Fix the race.')
    .patches({ path: `${CWD}/src/thread/open.ts`, kind: 'update', diff: DIFF })
    .runs('npm run generate', 'done\n')
    .says('Fixed.')
    .samples()
    .finishes()
}

const file = (path: string, more: Partial<UndoFile>): UndoFile => ({
  path: `${CWD}/${path}`,
  to: null,
  action: 'restore',
  sentence: 'Goes back to exactly what it was.',
  choice: false,
  diff: DIFF,
  added: 2,
  removed: 1,
  conflicts: [],
  byCommand: false,
  ...more,
})

const LONG = 'src/a-folder-with-a-name-that-goes-on/and-another-one-inside-of-it/until-nobody-reads-it/file.test.ts'

export const undoPreview: UndoPreview = {
  token: 'token',
  files: [
    file('src/thread/open.ts', {}),
    file('README.md', {
      action: 'conflict',
      choice: true,
      sentence: 'The same lines were changed since. It stays as it is unless you choose.',
      conflicts: [
        { line: 12, mine: 'A title of your own\nwith a second line\n', theirs: 'The title before\n' },
        { line: 40, mine: '', theirs: `${'a long line that does not end '.repeat(8)}\n` },
      ],
    }),
    file(LONG, {
      action: 'merge',
      sentence: 'Was edited since: those edits stay, the rest goes back.',
      byCommand: true,
    }),
    file('src/new\u202ename.ts', { action: 'moveBack', to: `${CWD}/src/old.ts`, byCommand: true }),
    file('dist/logo.png', { action: 'unknown', sentence: 'What stood there before is no longer kept.', diff: '' }),
  ],
  outside: [
    {
      path: `${CWD}/node_modules`,
      reason: 'ignored',
      sentence: 'Git ignores this folder, and it is too large to be looked into.',
    },
    {
      path: `${CWD}/data/export.csv`,
      reason: 'tooMany',
      sentence: 'Commands changed more files than are kept.',
      count: 1204,
    },
  ],
}

const changed = (path: string, more: Partial<ChangedFileView> = {}): ChangedFileView => ({
  path: `${CWD}/${path}`,
  diff: DIFF,
  added: 2,
  removed: 1,
  kind: 'changed',
  byCommand: false,
  turnId: 'undo-turn',
  turns: 1,
  ...more,
})

export const changes: Result<'changes/read'> = {
  files: [
    changed('src/thread/open.ts'),
    changed(LONG, { byCommand: true, kind: 'new', turns: 3 }),
    changed('dist/logo.png', { byCommand: true, diff: '', added: 0, removed: 0 }),
    changed('src/b.ts', { from: `${CWD}/src/a.ts`, diff: '', added: 0, removed: 0 }),
  ],
  outside: undoPreview.outside,
  partial: true,
}

export const undos: Result<'undo/list'> = {
  undos: [
    { undoId: 'u2', turnId: null, ofUndo: 'u1', path: null, at: Date.now() - 60_000, paths: ['a', 'b', 'c'] },
    { undoId: 'u1', turnId: 'undo-turn', ofUndo: null, path: null, at: Date.now() - 300_000, paths: ['a', 'b', 'c'] },
  ],
}
