import fs from 'node:fs'
import { isRecord, text } from '../../../core/rollout/line.ts'
import { FILE_MODE } from './home.ts'
import type { Home } from './home.ts'

/** The names that threads were given, newest last: the real program keeps them here and nowhere in its rollouts. */
export function readNames(home: Home): Map<string, string> {
  const names = new Map<string, string>()
  for (const line of contentOf(home.names).split('\n')) {
    const [id, name] = parseName(line)
    if (id !== undefined && name !== undefined) names.set(id, name)
  }
  return names
}

export function addName(home: Home, threadId: string, name: string, at: number): void {
  const line = { id: threadId, thread_name: name, updated_at: new Date(at).toISOString() }
  fs.appendFileSync(home.names, `${JSON.stringify(line)}\n`, { mode: FILE_MODE })
}

function contentOf(path: string): string {
  try {
    return fs.readFileSync(path, 'utf8')
  } catch {
    return '' // nothing was ever named
  }
}

function parseName(line: string): [id: string | undefined, name: string | undefined] {
  if (line === '') return [undefined, undefined]
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? [text(value.id), text(value.thread_name)] : [undefined, undefined]
  } catch {
    return [undefined, undefined] // a torn line names nothing
  }
}
