import type { App, BrowserWindow, Notification } from 'electron'
import { newsOf, NotifyChoices } from '../../../contract/notifications.ts'
import type { News } from '../../../contract/notifications.ts'
import type { ThreadsFrame, ThreadSummary } from '../../../contract/schemas.ts'
import { connect } from '../../../rpc/connect.ts'
import type { Client } from '../../../rpc/client.ts'
import type { MessagePort } from '../../../rpc/port.ts'
import { memoryPorts } from '../../../rpc/ports/memory.ts'

export interface NewsDeps {
  /** Serves the contract on a port. */
  serve(port: MessagePort): () => void
  Notification: typeof Notification
  BrowserWindow: Pick<typeof BrowserWindow, 'getFocusedWindow'>
  app: Pick<App, 'setBadgeCount'>
  /** Brings a window forward, at a place if one is named. */
  show(hash?: string): void
  log(message: string): void
}

/**
 * Tells of threads while no window of ours is in front, and counts what waits on the application's sign. A client of the
 * engine like any window, so that it also works while none is open. Returns a function that stops.
 */
export function tellNews(deps: NewsDeps): () => void {
  const { Notification, BrowserWindow, app } = deps
  const [mine, theirs] = memoryPorts()
  const stop = deps.serve(theirs)
  const client = connect(mine)
  const known = new Map<string, ThreadSummary>()
  /** Shown and not yet gone: without a reference their click would be lost. */
  const shown = new Map<string, Notification>()

  const tell = ({ threadId, title, text }: News, sound: boolean) => {
    shown.get(threadId)?.close()
    const notification = new Notification({ title, body: text, silent: !sound })
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
    const news = newsOf(before, after, choices)
    if (news) tell(news, choices.sound)
  }
  const take = (frame: ThreadsFrame) => {
    if (frame.type === 'removed') return void known.delete(frame.threadId)
    if (frame.type === 'reset') return frame.threads.forEach(thread => known.set(thread.id, thread))
    const before = known.get(frame.thread.id)
    known.set(frame.thread.id, frame.thread)
    consider(before, frame.thread).catch((error: unknown) => deps.log(`Could not notify: ${String(error)}`))
  }

  client.subscribe('threads/watch', { limit: 200 }, take)
  countWaiting(client, count => void app.setBadgeCount(count))
  return () => {
    client.close()
    stop()
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
