import type { SessionFilter } from '../../../../contract/sessions.ts'
import type { Kept } from './openOnUse.ts'
import { listedFrom } from './tables.ts'
import type { IndexedRow, StoredRow, Tables } from './tables.ts'
import type { ThreadRow } from './threadRow.ts'

export interface SessionPage {
  rows: IndexedRow[]
  next: string | null
  /** How many fit in all. */
  total: number
}

export interface Facet {
  value: string
  count: number
}

/** What the sessions room asks of the index. */
export interface SessionQueries {
  /** Threads that fit, pinned ones first, then the newest. `running` are those that run a turn in this process. */
  sessions(query: { filter: SessionFilter; limit: number; cursor?: string; running: readonly string[] }): SessionPage
  /** Those of the given keys that fit. */
  sessionsAmong(keys: readonly number[], filter: SessionFilter, running: readonly string[]): IndexedRow[]
  /** Threads whose title has all of the words in it. */
  titled(words: readonly string[], limit: number): IndexedRow[]
  facets(): { workspaces: Facet[]; models: Facet[]; sources: Facet[] }
}

type Named = Record<string, string | number>

/** The part of a query that a filter makes, and its values. */
interface Condition {
  sql: string[]
  values: Named
}

/** Stored statuses of what a client calls by another name: nobody runs a `running` turn that is not ours. */
const STATUS_SQL: Record<NonNullable<SessionFilter['status']>, string> = {
  running: 'id in (select value from json_each(@running))',
  interrupted: `status = 'running' and id not in (select value from json_each(@running))`,
  done: `status = 'completed'`,
  failed: `status = 'failed'`,
  idle: `(status is null or status in ('interrupted', 'blocked'))`,
}

export function conditionOf(filter: SessionFilter, running: readonly string[]): Condition {
  const sql: string[] = []
  const values: Named = {}
  const add = (condition: string, named: Named = {}) => {
    sql.push(condition)
    Object.assign(values, named)
  }
  const { workspace, from, to, model, source, home, status, shelf, pinned, file } = filter
  if (shelf !== 'all') add('archived = @archived', { archived: Number(shelf === 'archived') })
  if (workspace !== undefined)
    add(`(cwd = @workspace or substr(cwd, 1, length(@below)) = @below)`, {
      workspace,
      below: workspace.endsWith('/') ? workspace : `${workspace}/`,
    })
  if (from !== undefined) add('updatedAt >= @from', { from })
  if (to !== undefined) add('updatedAt < @to', { to })
  if (model !== undefined) add('model = @model', { model })
  if (source !== undefined) add('source = @source', { source })
  if (home !== undefined) add('readOnly = @readOnly', { readOnly: Number(home === 'codex') })
  if (status !== undefined) add(STATUS_SQL[status], STATUS_SQL[status].includes('@') ? runningValue(running) : {})
  if (pinned !== undefined) add('pinned = @pinned', { pinned: Number(pinned) })
  if (file !== undefined) add('exists (select 1 from touched where threadId = id and instr(path, @file) > 0)', { file })
  return { sql, values }
}

const runningValue = (running: readonly string[]): Named => ({ running: JSON.stringify(running) })

const where = (conditions: readonly string[]): string =>
  conditions.length > 0 ? `where ${conditions.join(' and ')}` : ''

const FACETS = { workspaces: 'cwd', models: 'model', sources: 'source' } as const

export function createSessionQueries(kept: Pick<Kept<Tables>, 'use'>): SessionQueries {
  const rowsThat = (conditions: readonly string[], order: string, values: Named): IndexedRow[] =>
    kept.use((tables, database) =>
      (database.prepare(`select * from threads ${where(conditions)} ${order}`).all(values) as StoredRow[]).map(stored =>
        listedFrom(stored, tables),
      ),
    )
  const count = ({ sql, values }: Condition): number =>
    kept.use(
      (_, database) =>
        database
          .prepare(`select count(*) from threads ${where(sql)}`)
          .pluck()
          .get(values) as number,
    )
  const facet = (column: string): Facet[] =>
    kept.use(
      (_, database) =>
        database
          .prepare(
            `select ${column} as value, count(*) as count from threads where ${column} <> '' group by ${column}
             order by count desc, value limit 200`,
          )
          .all() as Facet[],
    )

  return {
    sessions({ filter, limit, cursor, running }) {
      const condition = conditionOf(filter, running)
      const after = cursor === undefined ? null : readCursor(cursor)
      const found = rowsThat(
        after ? [...condition.sql, '(pinned, updatedAt, id) < (@lastPinned, @lastUpdatedAt, @lastId)'] : condition.sql,
        'order by pinned desc, updatedAt desc, id desc limit @limit',
        { ...condition.values, ...after, limit: limit + 1 },
      )
      const rows = found.slice(0, limit)
      const last = rows.at(-1)
      return { rows, next: found.length > limit && last ? cursorOf(last) : null, total: count(condition) }
    },
    sessionsAmong(keys, filter, running) {
      const { sql, values } = conditionOf(filter, running)
      return rowsThat(['key in (select value from json_each(@keys))', ...sql], '', {
        ...values,
        keys: JSON.stringify(keys),
      })
    },
    titled(words, limit) {
      const conditions = words.map((_, at) => `instr(lower(title), @word${at}) > 0`)
      const values = Object.fromEntries(words.map((word, at) => [`word${at}`, word]))
      return rowsThat(['title is not null', ...conditions], 'order by key desc limit @limit', { ...values, limit })
    },
    facets: () => ({
      workspaces: facet(FACETS.workspaces),
      models: facet(FACETS.models),
      sources: facet(FACETS.sources),
    }),
  }
}

/** Where the next page begins. */
const cursorOf = ({ pinned, updatedAt, id }: ThreadRow): string => `${Number(pinned)}:${updatedAt}:${id}`

function readCursor(cursor: string): Named {
  const [lastPinned, lastUpdatedAt, lastId = ''] = cursor.split(':')
  return { lastPinned: Number(lastPinned), lastUpdatedAt: Number(lastUpdatedAt), lastId }
}
