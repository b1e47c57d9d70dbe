import fs from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type SqliteDatabase from 'better-sqlite3'
import type { Home } from './home.ts'

/** Something about a thread that the real program looks up in its own list, not in the files. */
export interface Told {
  /** The file in use. */
  path?: string
  archived?: boolean
  name?: string
}

const STATE = /^state_(\d+)\.sqlite$/
/** It writes in short transactions; everybody here waits with us. */
const WAIT_MS = 250

/**
 * Tells the real program, where it shares the home, what became of a thread that it knows: it goes by its own list of
 * threads, and would go on in a file that is not in use any more. Without such a list nothing happens: then it looks at
 * the files itself. Throws where the list cannot be written.
 */
export function tellCodex(home: Home, threadId: string, told: Told): void {
  const { columns, values } = changed(told)
  changeState(home, database =>
    database.prepare(`update threads set ${columns.join(', ')} where id = ?`).run(...values, threadId),
  )
}

/**
 * The same of an agent. That there is one the real program reads from the agent's file; whether it is open it knows from
 * its list alone.
 */
export function tellCodexOfAgent(home: Home, agent: { id: string; parentId: string; isOpen: boolean }): void {
  const { id, parentId, isOpen } = agent
  changeState(home, database => database.prepare(SET_EDGE).run(parentId, id, isOpen ? 'open' : 'closed'))
}

const SET_EDGE = `insert into thread_spawn_edges (parent_thread_id, child_thread_id, status) values (?, ?, ?)
  on conflict (child_thread_id) do update set status = excluded.status`

function changeState({ path: home }: Home, change: (database: SqliteDatabase.Database) => void): void {
  const path = statePath(home)
  if (path === null) return
  const Sqlite = createRequire(import.meta.url)('better-sqlite3') as typeof SqliteDatabase
  const database = new Sqlite(path, { fileMustExist: true, timeout: WAIT_MS })
  try {
    change(database)
  } finally {
    database.close()
  }
}

function changed({ path, archived, name }: Told): { columns: string[]; values: (string | number | null)[] } {
  const columns: string[] = []
  const values: (string | number | null)[] = []
  const set = (column: string, value: string | number | null) => {
    columns.push(`${column} = ?`)
    values.push(value)
  }
  if (path !== undefined) set('rollout_path', path)
  if (name !== undefined) set('name', name)
  if (archived !== undefined) {
    set('archived', archived ? 1 : 0)
    set('archived_at', archived ? Math.floor(Date.now() / 1000) : null)
  }
  return { columns, values }
}

/** Its list in the newest version that is there. */
function statePath(home: string): string | null {
  const versions = fs.readdirSync(home).flatMap(name => STATE.exec(name)?.[1] ?? [])
  const newest = versions.map(Number).sort((a, b) => b - a)[0]
  return newest === undefined ? null : join(home, `state_${newest}.sqlite`)
}
