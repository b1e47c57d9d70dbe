import type { BrowserWindow, Notification } from 'electron'
import { isQuiet, newsOf, NotifyChoices } from '../../../contract/notifications.ts'
import type { News } from '../../../contract/notifications.ts'
import type { ThreadsFrame, ThreadSummary } from '../../../contract/schemas.ts'
import { connect } from '../../../rpc/connect.ts'
import type { Client } from '../../../rpc/client.ts'
import type { MessagePort } from '../../../rpc/port.ts'
import { memoryPorts } from '../../../rpc/ports/memory.ts'
import type { Work } from './signs.ts'

export interface NewsDeps {
  /** Serves the contract on a port. */
  serve(port: MessagePort): () => void
  Notification: typeof Notification
  BrowserWindow: Pick<typeof BrowserWindow, 'getFocusedWindow'>
  /** Told whenever what runs or waits changes. */
  onWork(work: Work): void
  /** Brings a window forward, at a place if one is named. */
  show(hash?: string): void
  now(): Date
  log(message: string): void
}

/**
 * Tells of threads while no window of ours is in front, and of all that runs and waits. A client of the engine like any
 * window, so that it also works while none is open. Returns a function that stops.
 */
export function tellNews(deps: NewsDeps): () => void {
  const { Notification, BrowserWindow } = deps
  const [mine, theirs] = memoryPorts()
  const stop = deps.serve(theirs)
  const client = connect(mine)
  const known = new Map<string, ThreadSummary>()
  /** Shown and not yet gone: without a reference their click would be lost. */
  const shown = new Map<string, Notification>()
  let asked = 0
  const report = () => deps.onWork({ ...workOf([...known.values()]), asked })

  const tell = ({ threadId, title, text }: News) => {
    shown.get(threadId)?.close()
    // Silent: sounds are the page's, which knows the one that was chosen.
    const notification = new Notification({ title, body: text, silent: true })
    const forget = () => void (shown.get(threadId) === notification && shown.delete(threadId))
    notification.on('click', () => deps.show(`#/thread/${encodeURIComponent(threadId)}`))
    notification.on('close', forget)
    shown.set(threadId, notification)
    notification.show()
  }
  const consider = async (before: ThreadSummary | undefined, after: ThreadSummary) => {
    if (before === undefined || before.status === after.status || BrowserWindow.getFocusedWindow() !== null) return
    const { values } = await client.call('interface/read', {})
    const choices = choicesIn(values.preferences)
    const news = isQuiet(choices, deps.now()) ? null : newsOf(before, after, choices)
    if (news) tell(news)
  }
  const take = (frame: ThreadsFrame) => {
    if (frame.type === 'removed') known.delete(frame.threadId)
    else if (frame.type === 'reset') for (const thread of frame.threads) known.set(thread.id, thread)
    else {
      const before = known.get(frame.thread.id)
      known.set(frame.thread.id, frame.thread)
      consider(before, frame.thread).catch((error: unknown) => deps.log(`Could not notify: ${String(error)}`))
      if (before?.status === frame.thread.status && before.title === frame.thread.title) return
    }
    report()
  }

  client.subscribe('threads/watch', { limit: 200 }, take)
  countWaiting(client, count => {
    asked = count
    report()
  })
  return () => {
    client.close()
    stop()
  }
}

/** What runs and waits among threads, agents too. */
function workOf(threads: readonly ThreadSummary[]): Pick<Work, 'running' | 'waiting'> {
  const shown = threads.filter(({ archived }) => !archived)
  return {
    running: shown.filter(({ status }) => status === 'running').length,
    waiting: shown
      .filter(({ status }) => status === 'waiting')
      .map(({ id, title, preview, agent }) => ({
        threadId: id,
        title: title || agent?.nickname || preview || 'Heddle',
      })),
  }
}

/** How many approvals and questions wait, whenever that changes. */
function countWaiting(client: Client, tell: (count: number) => void): void {
  const approvals = new Map<string, number>()
  let questions = 0
  const count = () => tell([...approvals.values()].reduce((sum, each) => sum + each, questions))
  client.subscribe('inbox/watch', {}, frame => {
    if (frame.type === 'changed') approvals.set(frame.threadId, frame.entries.length)
    else {
      approvals.clear()
      for (const { threadId } of frame.entries) approvals.set(threadId, (approvals.get(threadId) ?? 0) + 1)
    }
    count()
  })
  client.subscribe('elicitations/watch', {}, ({ elicitations }) => {
    questions = elicitations.length
    count()
  })
}

const choicesIn = (preferences: unknown): NotifyChoices =>
  NotifyChoices.parse(
    typeof preferences === 'object' && preferences !== null && 'notify' in preferences ? preferences.notify : undefined,
  )
