import type { TreeChange } from '../../src/contract/changes.ts'
import type { Result } from '../../src/contract/router.ts'
import type { ChangedFileView } from '../../src/contract/undo.ts'
import { unifiedDiff } from '../../src/core/patch/diff.ts'
import type { Scripted } from './scriptedEngine.ts'
import { CWD } from './threads.ts'

const FUNCTION = (n: number, limit: number) =>
  `/** Reads page ${n} of the list, or an empty one. */
export async function page${n}(list: List, { limit = ${limit} }: Options): Promise<Page> {
  const rows = await list.read({ from: ${n} * limit, limit })
  return rows.length === 0 ? EMPTY : { rows, next: rows.length < limit ? null : ${n + 1} }
}
`

const codeOf = (functions: number, limit: (n: number) => number): string =>
  Array.from({ length: functions }, (_, n) => FUNCTION(n, limit(n))).join('\n')

const BEFORE = codeOf(30, () => 50)
const AFTER = codeOf(30, n => (n === 3 || n === 20 ? 100 : 50)).replace('EMPTY', 'NOTHING')

const change = (path: string, over: Partial<TreeChange> = {}): TreeChange => {
  const { text: diff, added, removed } = unifiedDiff(BEFORE, AFTER)
  return {
    path: `${CWD}/${path}`,
    diff,
    added,
    removed,
    kind: 'changed',
    isBinary: false,
    isUnmerged: false,
    version: 'v',
    ...over,
  }
}

const HOSTILE = 'src/\u202eexe.ts\u001b[31m <img src=x onerror=alert(1)>.ts'
const blanks = unifiedDiff(BEFORE, BEFORE.replace('  return', '\treturn'))
const strange = unifiedDiff('const admin = false\n', `const аdmin\u200b = true // ${'x'.repeat(5000)}\n`)

/** Files that are not committed, of every kind. */
export const uncommitted: Result<'changes/uncommitted'> = {
  repository: { branch: 'main', commit: 'a'.repeat(40), upstream: 'origin/main', ahead: 2, behind: 1, base: null },
  staged: [change('src/thread/pages.ts')],
  unstaged: [
    change('src/thread/pages.ts', {
      diff: unifiedDiff(AFTER, AFTER.replace('Options', 'Limits')).text,
      added: 1,
      removed: 1,
    }),
    change(HOSTILE, { diff: strange.text, added: 1, removed: 1 }),
    change('bin/run.sh', { diff: 'old mode 100644\nnew mode 100755\n', added: 0, removed: 0 }),
    change('logo.png', { diff: '', added: 0, removed: 0, isBinary: true }),
    change('src/spaces.ts', { diff: blanks.text, added: 1, removed: 1 }),
    change('src/merged.ts', { isUnmerged: true }),
  ],
  more: 0,
}

/** Five hundred files, one of them very long. */
export function manyChanges(): Result<'changes/read'> {
  const before = codeOf(60, () => 50)
  const {
    text: diff,
    added,
    removed,
  } = unifiedDiff(
    before,
    codeOf(60, n => (n % 2 === 0 ? 100 : 50)),
  )
  const file = (path: string, over: Partial<ChangedFileView> = {}): ChangedFileView => ({
    path: `${CWD}/${path}`,
    ...{ diff, added, removed, kind: 'changed', byCommand: false, turnId: 'undo-turn', turns: 1, ...over },
  })
  const lines = 2900
  const long = unifiedDiff('', Array.from({ length: lines }, (_, n) => `export const value${n} = ${n}\n`).join(''))
  return {
    files: [
      ...Array.from({ length: 499 }, (_, n) => file(`src/area${n % 20}/file${n}.ts`)),
      file('src/values.ts', { diff: long.text, added: lines, removed: 0, kind: 'new' }),
    ],
    outside: [],
    partial: false,
  }
}

/** The git part of an engine: staging moves a file from one list to the other. */
export function treeAnswers(state = structuredClone(uncommitted)): NonNullable<Scripted['answers']> {
  const move = (from: TreeChange[], to: TreeChange[], path: unknown) => {
    const at = from.findIndex(each => each.path === path)
    to.push(...from.splice(at, 1))
    return { before: { path, id: null, mode: null } }
  }
  return {
    'changes/uncommitted': ({ whole }) =>
      whole === undefined
        ? state
        : {
            ...state,
            unstaged: [
              change(String(whole), {
                diff: unifiedDiff(AFTER, AFTER.replace('Options', 'Limits'), { context: Infinity }).text,
              }),
            ],
          },
    'changes/stage': ({ path }) => move(state.unstaged, state.staged, path),
    'changes/unstage': ({ path }) => move(state.staged, state.unstaged, path),
    'changes/restage': () => ({}),
    'changes/revert': ({ path, commandId }) => {
      state.unstaged = state.unstaged.filter(each => each.path !== path)
      return { undoId: commandId, changed: [path], left: [], problem: null }
    },
    'changes/branch': () => ({ base: null, files: [], more: 0 }),
    'undo/list': () => ({ undos: [] }),
    'undo/apply': () => ({ undoId: 'u', changed: ['a'], left: [], problem: null }),
  }
}
