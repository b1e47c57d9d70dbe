import { describe, expect, it } from 'vitest'
import type { InboxEntry } from '../../contract/inbox.ts'
import type { Elicitation } from '../../contract/mcp.ts'
import type { ThreadSummary } from '../../contract/schemas.ts'
import { dismissedFrom, EMPTY_INBOX, takeInboxFrame, waitingGroups } from './inbox.ts'

const entry = (threadId: string, callId: string, askedAt: number): InboxEntry => ({
  threadId,
  turnId: 'turn',
  callId,
  thread: `Thread ${threadId}`,
  cwd: '/work',
  askedAt,
  request: {
    kind: 'command',
    reason: { code: 'policy.untrusted', text: 'It asks.' },
    cwd: '/work',
    command: 'make',
    unsandboxed: false,
    network: false,
    dangerous: false,
  },
})

const summary = (id: string, over: Partial<ThreadSummary> = {}): ThreadSummary => ({
  id,
  title: id.toUpperCase(),
  preview: '',
  cwd: '/work',
  branch: null,
  source: 'desktop',
  model: null,
  status: 'waiting',
  activity: null,
  archived: false,
  createdAt: 1,
  updatedAt: 1,
  ...over,
})

const elicitation = (id: string, threadId: string | null, askedAt: number): Elicitation => ({
  id,
  server: 'files',
  threadId,
  callId: null,
  message: 'Which?',
  mode: 'form',
  askedAt,
})

const none = { summaries: {}, dismissed: {}, now: 1000 }

describe('what waits', () => {
  it('in an agent is named with the thread that it works for', () => {
    const agent = { nickname: 'Ada', rootId: 'root', root: 'Fix it' }
    const inbox = takeInboxFrame(EMPTY_INBOX, { type: 'reset', entries: [{ ...entry('a', '1', 5), agent }] })
    const summaries = {
      a: summary('a', { title: null, parentId: 'root', agent: { ...agent, role: 'worker', depth: 1 } }),
    }
    expect(waitingGroups(inbox, { ...none, summaries }).map(group => group.title)).toEqual(['Ada · Fix it'])
  })

  it('is replaced thread by thread, and all at once when the engine begins anew', () => {
    const both = takeInboxFrame(EMPTY_INBOX, { type: 'reset', entries: [entry('a', '1', 5), entry('b', '2', 6)] })
    expect(Object.keys(both.approvals)).toEqual(['a', 'b'])
    const answered = takeInboxFrame(both, { type: 'changed', threadId: 'a', entries: [] })
    expect(Object.keys(answered.approvals)).toEqual(['b'])
    const more = takeInboxFrame(answered, { type: 'changed', threadId: 'b', entries: [entry('b', '3', 7)] })
    expect(more.approvals.b?.entries.map(each => each.callId)).toEqual(['3'])
    expect(takeInboxFrame(more, { type: 'reset', entries: [] }).approvals).toEqual({})
  })

  it('stands by thread, the one that has waited longest first, and keeps its place as more comes', () => {
    const entries = [entry('late', '1', 9), entry('early', '2', 3), entry('early', '3', 30)]
    const inbox = {
      ...takeInboxFrame(EMPTY_INBOX, { type: 'reset', entries }),
      elicitations: [elicitation('q', 'late', 12), elicitation('r', null, 1)],
    }
    const groups = waitingGroups(inbox, { ...none, summaries: { early: summary('early') } })
    expect(groups.map(group => [group.title, group.items.map(item => item.type)])).toEqual([
      ['MCP server files', ['question']],
      ['EARLY', ['approval', 'approval']],
      ['Thread late', ['approval', 'question']],
    ])
  })

  it('keeps a thread in its place while the oldest of its questions are answered', () => {
    const entries = [entry('a', '1', 1), entry('a', '2', 20), entry('b', '3', 1)]
    const before = takeInboxFrame(EMPTY_INBOX, { type: 'reset', entries })
    const after = takeInboxFrame(before, { type: 'changed', threadId: 'a', entries: [entry('a', '2', 20)] })
    expect(waitingGroups(after, none).map(group => group.id)).toEqual(['a', 'b'])
    const gone = takeInboxFrame(after, { type: 'changed', threadId: 'a', entries: [] })
    const back = takeInboxFrame(gone, { type: 'changed', threadId: 'a', entries: [entry('a', '4', 30)] })
    expect(waitingGroups(back, none).map(group => group.id)).toEqual(['b', 'a'])
  })

  it('gives a call that asks again a line of its own', () => {
    const keys = [5, 8].map(askedAt => {
      const inbox = takeInboxFrame(EMPTY_INBOX, { type: 'reset', entries: [entry('a', '1', askedAt)] })
      return waitingGroups(inbox, none)[0]?.items[0]?.key
    })
    expect(new Set(keys).size).toBe(2)
  })

  it('ends with new failures: neither archived, old nor put away, until they fail again', () => {
    const day = 24 * 60 * 60_000
    const failed = (id: string, over: Partial<ThreadSummary> = {}) => summary(id, { status: 'failed', ...over })
    const summaries = {
      shown: failed('shown', { updatedAt: 10 * day }),
      away: failed('away', { updatedAt: 10 * day }),
      again: failed('again', { updatedAt: 10 * day + 1 }),
      old: failed('old', { updatedAt: 2 * day }),
      agent: failed('agent', { updatedAt: 10 * day, parentId: 'shown' }),
      archived: failed('archived', { updatedAt: 10 * day, archived: true }),
      fine: summary('fine', { status: 'done', updatedAt: 10 * day }),
    }
    const dismissed = dismissedFrom({ away: 10 * day, again: 10 * day, broken: 'x' })
    const inbox = takeInboxFrame(EMPTY_INBOX, { type: 'reset', entries: [entry('a', '1', 10 * day + 5)] })
    const groups = waitingGroups(inbox, { summaries, dismissed, now: 10 * day + 10 })
    expect(groups.map(group => group.id)).toEqual(['a', 'failure/again', 'failure/shown'])
    expect(dismissedFrom(null)).toEqual({})
  })
})
