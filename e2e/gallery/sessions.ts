import type { FoundItem, LineageNode, TurnPage } from '../../src/contract/history.ts'
import { Failure } from '../../src/contract/procedure.ts'
import type { SessionFilter, SessionRow } from '../../src/contract/sessions.ts'
import type { Thread } from '../../src/core/thread/thread.ts'
import { marksOf, wordsOf } from '../../src/renderer/ui/wordMarks.ts'
import type { Scripted } from './scriptedEngine.ts'
import { CWD, script } from './threads.ts'

type Answers = NonNullable<Scripted['answers']>

const MINUTE = 60_000
const TITLES = [
  'Fix flaky session test',
  'Why does resume sample twice?',
  'Profile editor: provenance',
  'Index rebuild in a worker',
  'Log shipper drops lines',
  'Migrate blog to content layer',
  'Lighthouse regressions',
  'Accessible menu for the editor',
  'A title that goes on and on because somebody pasted the whole message of an error into it, path and all',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
]
const PLACES = [CWD, CWD, '/home/ada/website', '/home/ada/work/shipper', '/home/ada/a-folder-with-quite-a-long-name']
const MODELS = ['gpt-6.1-sol', 'gpt-5.5', 'gpt-5.2-codex', null]
const STATES = ['done', 'idle', 'idle', 'failed', 'interrupted', 'idle', 'running'] as const
const of = <T>(values: readonly T[], index: number): T => values[index % values.length] as T

/** Past threads, newest first, each a little different. */
export const rowsOfPast = (count: number, now = Date.now()): SessionRow[] =>
  Array.from({ length: count }, (_, index) => {
    const isCodex = index % 9 === 4
    const age = index < 40 ? index * index * MINUTE : (1600 + (index - 40) * 30) * MINUTE
    return {
      id: `past-${index}`,
      title: index % 6 === 5 ? null : of(TITLES, index) + (index < TITLES.length ? '' : ` ${index}`),
      preview: index % 4 === 1 ? 'The index keeps a cursor after a torn tail; find out where it is written.' : '',
      cwd: of(PLACES, index),
      branch: of(['main', 'redesign', null], index),
      source: isCodex ? 'cli' : of(['desktop', 'exec'], index),
      model: of(MODELS, index),
      status: of(STATES, index),
      activity: null,
      archived: false,
      createdAt: now - age - 3_600_000,
      updatedAt: now - age,
      pinned: index === 2 || index === 7,
      home: isCodex ? 'codex' : 'heddle',
      readOnly: isCodex,
      turns: 1 + ((index * 7) % 40),
      totalTokens: index % 6 === 0 ? 0 : (index * 7919) % 1_400_000,
      filesTouched: (index * 3) % 14,
      forkedFrom: index % 7 === 2 ? 'past-0' : null,
      parentId: index % 11 === 8 ? 'past-1' : null,
      bytes: 4000 + ((index * 104_729) % 900_000),
    }
  })

/** What every past thread says, so that any of them can be read. */
function spoken(): Thread {
  const log = script('past').create('Past')
  for (let turn = 0; turn < 30; turn++) {
    log.asks(turn === 3 ? 'The resume test fails one time in twenty. Find out why.' : `And part ${turn}?`)
    log.runs(`make part-${turn}`, turn === 12 ? 'rollout.ts: appends at a stale offset' : 'ok')
    log.says(
      turn % 5 === 3
        ? 'The two opens race: `openThread` reads the cursor before the tail is there, so it appends at a **stale offset**.'
        : `Part ${turn} is done. ${'It holds. '.repeat(turn % 9)}`,
    )
    log.finishes(turn === 7 ? 'failed' : 'completed', turn === 7 ? 'The key was refused.' : undefined)
  }
  return log.thread()
}

const pageOf = ({ turns }: Thread, from: number, to: number): TurnPage => {
  const page = turns.slice(Math.max(0, from), to)
  const first = page[0]
  const last = page.at(-1)
  const before = Math.max(0, from)
  const after = turns.length - before - page.length
  return {
    turns: page,
    earlier: first && before > 0 ? { turns: before, beforeSeq: first.firstSeq } : null,
    later: last && after > 0 ? { turns: after, afterSeq: last.lastSeq } : null,
  }
}

function turnsOf(thread: Thread, { limit = 20, before, after, turnId }: Record<string, unknown>): TurnPage {
  const { turns } = thread
  const count = Number(limit)
  const found = turns.findIndex(turn => turn.id === turnId)
  if (found >= 0) return pageOf(thread, found - Math.floor(count / 2), found + Math.ceil(count / 2))
  const end = before === undefined ? turns.length : turns.findIndex(turn => turn.firstSeq >= Number(before))
  if (after === undefined) return pageOf(thread, end - count, end)
  const from = turns.findIndex(turn => turn.firstSeq > Number(after))
  return pageOf(thread, from, from + count)
}

/** Where words stand in a thread, oldest first. */
function found(thread: Thread, text: string): FoundItem[] {
  const words = wordsOf(text)
  return thread.turns.flatMap(turn =>
    turn.items.flatMap((item): FoundItem[] => {
      const said =
        item.type === 'agentMessage'
          ? (['answer', item.text] as const)
          : item.type === 'userMessage'
            ? (['message', item.content.map(part => ('text' in part ? part.text : '')).join(' ')] as const)
            : item.type === 'call' && item.phase === 'done' && item.result?.kind === 'command'
              ? (['output', item.result.output] as const)
              : null
      if (!said || !words.every(word => said[1].toLowerCase().includes(word))) return []
      const [kind, excerpt] = said
      const marks = marksOf(excerpt, words)
      return [{ turnId: turn.id, itemId: item.id, kind, seq: turn.firstSeq, excerpt, marks }]
    }),
  )
}

const fits = (row: SessionRow, filter: Partial<SessionFilter>): boolean =>
  (filter.workspace === undefined || row.cwd === filter.workspace) &&
  (filter.model === undefined || row.model === filter.model) &&
  (filter.source === undefined || row.source === filter.source) &&
  (filter.home === undefined || row.home === filter.home) &&
  (filter.status === undefined || row.status === filter.status) &&
  (filter.pinned === undefined || row.pinned === filter.pinned) &&
  (filter.from === undefined || row.updatedAt >= filter.from) &&
  (filter.to === undefined || row.updatedAt < filter.to) &&
  (filter.file === undefined || row.filesTouched > 0) &&
  (filter.shelf === 'all' || row.archived === (filter.shelf === 'archived'))

const LINEAGE: LineageNode[] = [
  ['past-0', 'Fix flaky session test', null, 0, null],
  ['past-2', 'Profile editor: provenance', 'past-0', 40, null],
  ['past-6', 'Try without the lock', 'past-2', 60, null],
  [
    'past-9',
    'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    'past-0',
    60,
    'turn-x',
  ],
  ['past-16', 'The same, said with fewer words', 'past-0', 60, 'turn-x'],
].map(([threadId, title, from, beforeSeq, editOf], index) => ({
  threadId: String(threadId),
  title: String(title),
  preview: '',
  updatedAt: Date.now() - (5 - index) * 90 * MINUTE,
  archived: index === 2,
  forkedFrom: from === null ? null : { threadId: String(from), beforeSeq: Number(beforeSeq) },
  editOf: editOf === null ? null : String(editOf),
}))

/** An engine with past threads that can be listed, searched, read and put away. Only titles and `spoken` are searched. */
export function sessionAnswers(rows: SessionRow[]): Answers {
  const thread = spoken()
  const trash = new Map<string, SessionRow & { trashedAt: number }>()
  const hits = new Map<string, FoundItem[]>()
  const hitsOf = (text: string) => {
    const known = hits.get(text) ?? found(thread, text)
    hits.set(text, known)
    return known
  }
  const change = (ids: unknown, update: (row: SessionRow, index: number) => void) => {
    const wanted = new Set(ids as string[])
    const changed: string[] = []
    const refused: { threadId: string; message: string }[] = []
    for (const row of rows.filter(each => wanted.has(each.id))) {
      if (row.readOnly) refused.push({ threadId: row.id, message: 'It is Codex’s own.' })
      else changed.push(row.id)
    }
    for (const id of changed) {
      const index = rows.findIndex(row => row.id === id)
      if (rows[index]) update(rows[index], index)
    }
    return { changed, refused }
  }
  const page = (all: SessionRow[], { limit, cursor }: Record<string, unknown>) => {
    const from = Number(cursor ?? 0)
    const to = from + Number(limit ?? 50)
    return { shown: all.slice(from, to), nextCursor: to < all.length ? String(to) : null, total: all.length }
  }
  const listed = (filter: Partial<SessionFilter>) =>
    rows.filter(row => fits(row, filter)).sort((a, b) => Number(b.pinned) - Number(a.pinned))
  const facet = (valueOf: (row: SessionRow) => string | null) => {
    const counts = new Map<string, number>()
    for (const row of rows) {
      const value = valueOf(row)
      if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
    }
    return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
  }

  return {
    'session/list': params => {
      const { shown, ...rest } = page(listed((params.filter ?? {}) as SessionFilter), params)
      return { sessions: shown, ...rest }
    },
    'session/search': params => {
      const text = String(params.text)
      const own = hitsOf(text)
      const words = wordsOf(text)
      const all = listed((params.filter ?? {}) as SessionFilter).filter(
        (row, index) =>
          (own.length > 0 && index % 3 === 0) || words.every(word => row.title?.toLowerCase().includes(word)),
      )
      const { shown, nextCursor } = page(all, params)
      const results = shown.map(session => ({ session, hits: own.slice(0, 3), hitCount: own.length }))
      return { results, nextCursor }
    },
    'thread/find': ({ text }) => ({ hits: hitsOf(String(text)), total: hitsOf(String(text)).length }),
    'thread/turns': params => turnsOf(thread, params),
    'thread/lineage': ({ threadId }) => ({
      nodes: LINEAGE.some(node => node.threadId === threadId) ? LINEAGE : [],
    }),
    'session/facets': () => ({
      workspaces: facet(row => row.cwd),
      models: facet(row => row.model),
      sources: facet(row => row.source),
    }),
    'thread/rename': ({ threadId, title }) => {
      change([threadId], row => (row.title = String(title)))
      return { seq: 1 }
    },
    'session/pin': ({ threadIds, pinned }) => change(threadIds, row => (row.pinned = Boolean(pinned))),
    'session/archive': ({ threadIds, archived }) => change(threadIds, row => (row.archived = Boolean(archived))),
    'session/trash': ({ threadIds }) =>
      change(threadIds, (row, index) => {
        rows.splice(index, 1)
        trash.set(row.id, { ...row, trashedAt: Date.now() })
      }),
    'trash/list': () => ({ threads: [...trash.values()] }),
    'trash/restore': ({ threadIds }) => {
      const changed = (threadIds as string[]).filter(id => trash.has(id))
      for (const id of changed) {
        const kept = trash.get(id)
        if (kept) rows.push(kept)
        trash.delete(id)
      }
      rows.sort((a, b) => b.updatedAt - a.updatedAt)
      return { changed, refused: [] }
    },
    'trash/empty': ({ threadIds }) => {
      const ids = (threadIds as string[] | undefined) ?? [...trash.keys()]
      for (const id of ids) trash.delete(id)
      return { deleted: ids.length, bytes: 1000 * ids.length }
    },
    'session/export': ({ threadId, format }) => ({
      path: `/home/ada/.heddle/exports/${String(threadId)}.${format === 'markdown' ? 'md' : String(format)}`,
      bytes: 4096,
    }),
    'session/import': ({ path }) => {
      if (!String(path).includes('good')) {
        throw new Failure('import.invalid', `Line 3 of ${String(path)} is no JSON. Nothing was taken in.`)
      }
      return { threadId: 'past-0' }
    },
    'workspace/browse': ({ path = '/home/ada', endings }) => ({
      path,
      parent: '/home',
      folders: ['exports', 'heddle', 'website'].map(name => ({
        name,
        path: `/home/ada/${name}`,
        repository: name === 'heddle',
      })),
      files: endings
        ? [
            { name: 'bad.jsonl', path: '/home/ada/bad.jsonl' },
            { name: 'good.jsonl', path: '/home/ada/good.jsonl' },
          ]
        : [],
    }),
    'thread/fork': () => ({ threadId: 'past-2' }),
    'index/rebuild': () => ({ threads: rows.length }),
    'storage/read': () => ({
      home: '/home/ada/.heddle',
      parts: [
        { id: 'sessions', files: 9_812, bytes: 402_113_882 },
        { id: 'archived', files: 128, bytes: 31_200_000 },
        { id: 'trash', files: 6, bytes: 1_204_000 },
        { id: 'blobs', files: 4_120, bytes: 212_500_000 },
        { id: 'index', files: 3, bytes: 96_000_000 },
        { id: 'logs', files: 8, bytes: 4_100_000 },
        { id: 'snapshots', files: 4, bytes: 82_000 },
        { id: 'exports', files: 0, bytes: 0 },
        { id: 'other', files: 11, bytes: 18_400 },
      ],
      blobsCapBytes: 1_000_000_000,
    }),
  }
}
