import fs from 'node:fs'
import { dirname } from 'node:path'
import type { Event } from '../../../core/thread/events.ts'
import { textOf } from '../../../core/thread/items.ts'
import type { Thread } from '../../../core/thread/thread.ts'
import { tellCodex, tellCodexOfAgent } from './codexState.ts'
import type { Told } from './codexState.ts'
import { ensureDirectory } from './home.ts'
import type { Home } from './home.ts'
import type { Projector } from './index/projector.ts'
import type { ThreadIndex } from './index/threadIndex.ts'
import { emptyRow } from './index/threadRow.ts'
import type { ThreadRow } from './index/threadRow.ts'
import type { LogDeps } from './logHandle.ts'
import type { MessageHistory } from './messageHistory.ts'
import { addName } from './names.ts'
import type { RolloutFile } from './rolloutFile.ts'
import { movedPath } from './rolloutPaths.ts'

/** What follows from facts after they are recorded: none of it can take them back. */
export interface Aftermath {
  /** For the log of a thread, as it was before; `isFurther` says that it goes on in a file of its own. */
  onAppend(before: Thread, isFurther?: boolean): LogDeps['onAppend']
  /** Tells the real program, in a home that it shares. */
  tell(threadId: string, told: Told): void
}

export interface AftermathDeps {
  home: Home
  index: ThreadIndex
  projector: Projector
  messages: MessageHistory
  onProblem: (error: unknown) => void
}

export function createAftermath({ home, index, projector, messages, onProblem }: AftermathDeps): Aftermath {
  const telling = (tellIt: () => void): void => {
    try {
      tellIt()
    } catch (error) {
      onProblem(error) // its list is its own business
    }
  }
  const tell: Aftermath['tell'] = (threadId, told) => telling(() => tellCodex(home, threadId, told))

  const tellOfAgent = (parentId: string, id: string, isOpen: boolean) =>
    telling(() => tellCodexOfAgent(home, { id, parentId, isOpen }))

  const rename = (threadId: string, title: string, at: number): void => {
    try {
      addName(home, threadId, title, at)
    } catch (error) {
      onProblem(error) // the log has it
    }
    tell(threadId, { name: title })
  }

  const move = (threadId: string, file: RolloutFile, archived: boolean): void => {
    const to = movedPath(home, file.path, archived)
    if (to === file.path) return
    try {
      projector.flush() // under the path that the index knows
      ensureDirectory(dirname(to))
      fs.renameSync(file.path, to)
      file.moved(to)
      index.moved(threadId, to, archived)
    } catch (error) {
      onProblem(error) // the fact is recorded; only the folder does not show it
      return
    }
    tell(threadId, { path: to, archived })
  }

  const remember = (threadId: string, events: readonly Event[]): void => {
    try {
      for (const { text, at } of newlySaid(events)) messages.add(threadId, text, at)
    } catch (error) {
      onProblem(error) // the log has it
    }
  }

  const onAppend: Aftermath['onAppend'] =
    (before, isFurther = false) =>
    (events, file, from) => {
      const threadId = before.id
      if (!isOfAgent(before, events)) remember(threadId, events)
      const row = () => rowOf(before, file, home)
      projector.add(threadId, { row, events, portion: { from, to: file.size() } })
      if (isFurther && from === 0) tell(threadId, { path: file.path })
      for (const event of events) {
        if (event.type === 'thread.renamed') rename(threadId, event.title, event.at)
        else if (event.type === 'thread.archived') move(threadId, file, true)
        else if (event.type === 'thread.unarchived') move(threadId, file, false)
        else if (event.type === 'agent.resumed') tellOfAgent(threadId, event.agentId, true)
        // One that became a thread of its own is kept there: its own file goes on naming its parent.
        else if (event.type === 'agent.closed' || event.type === 'agent.promoted')
          tellOfAgent(threadId, event.agentId, false)
      }
    }

  return { onAppend, tell }
}

/** What a thread is told by the one that began it, no user said. */
const isOfAgent = (before: Thread, events: readonly Event[]): boolean =>
  before.parentId !== undefined || events.some(event => event.type === 'thread.created' && event.parentId !== undefined)

/** What users said just now: turns that end in the same moment are copied ones. */
function newlySaid(events: readonly Event[]): { text: string; at: number }[] {
  const over = new Set(events.flatMap(event => (event.type === 'turn.finished' ? [event.turnId] : [])))
  return events.flatMap(event =>
    event.type === 'message.sent' && !over.has(event.turnId)
      ? [{ text: textOf(event.item.content), at: event.at }]
      : [],
  )
}

/** The row of a thread of which the index knows nothing yet. */
const rowOf = ({ id, preview, turns, earlier, usage, settings }: Thread, file: RolloutFile, home: Home): ThreadRow => ({
  ...emptyRow(id, { home: home.path, readOnly: false, path: file.path }),
  style: file.style,
  preview,
  turns: turns.length + (earlier?.turns ?? 0),
  totalTokens: usage.totalTokens,
  status: turns.at(-1)?.status ?? null,
  model: settings?.model ?? null,
  profile: settings?.profile ?? null,
})
