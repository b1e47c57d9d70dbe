import { expect, test } from 'vitest'
import { createSession } from './session.ts'
import { createSessionTable, type Entry, type SessionTable } from './sessionTable.ts'

function entry(table: SessionTable, sessionId = table.takeId()): Entry {
  const facts = { sessionId, threadId: 't', callId: 'c', command: '', workdir: '/', tty: false }
  const session = createSession(undefined, () => undefined)
  const unused = { startedMs: 0, background: true, lastUsedMs: 0, held: false, news: null }
  return { facts: { ...facts, sandboxed: false, startedAt: 0 }, session, ...unused }
}

test('an id is one session’s from before its start until it is forgotten', () => {
  const table = createSessionTable()
  const entries = Array.from({ length: 90_000 }, () => entry(table))
  expect(new Set(entries.map(({ facts }) => facts.sessionId)).size).toBe(90_000)
  entries.forEach(table.forget)
  expect(new Set(Array.from({ length: 90_000 }, table.takeId)).size).toBe(90_000)
})
