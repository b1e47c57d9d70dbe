import type { CommandMethod, Params } from '../../contract/router.ts'
import type { SessionRow } from '../../contract/sessions.ts'
import type { Client } from '../../rpc/client.ts'
import { plural } from '../ui/format.ts'
import { messageOf } from './connection.ts'
import { closeTab } from './layout.ts'
import { titleOf } from './selectors.ts'
import type { SessionList } from './sessionList.ts'
import { addNotice, updateLayout } from './store.ts'
import type { AppStore, Notice } from './store.ts'

export interface SessionChangesDeps {
  store: AppStore
  list: SessionList
  call: Client['call']
}

/** Commands that take many threads at once, each with what it was asked to do to them. */
type BatchMethod = Extract<CommandMethod, 'session/pin' | 'session/archive' | 'session/trash' | 'trash/restore'>

/** As many as the engine takes in one command. */
const BATCH = 1000

interface Change<M extends BatchMethod> {
  method: M
  params: Omit<Params<M>, 'threadIds'>
  sessions: readonly SessionRow[]
  /** What is said once it is done, before the name or the number of threads; null where it shows by itself. */
  done: string | null
  undo?: (sessions: readonly SessionRow[]) => void
}

/** Changes to past threads, many at once. They show at once, can be undone, and say what the engine refused. */
export function createSessionChanges({ store, list, call }: SessionChangesDeps) {
  let lastUndo: (() => void) | null = null
  const say = (level: Notice['level'], text: string, action?: Notice['action']) => addNotice(store, level, text, action)
  const tell = (error: unknown) => say('error', messageOf(error))

  /** Ids that were changed. */
  const send = async <M extends BatchMethod>({ method, params, sessions }: Change<M>): Promise<Set<string>> => {
    const changed = new Set<string>()
    const refused: string[] = []
    for (let from = 0; from < sessions.length; from += BATCH) {
      const threadIds = sessions.slice(from, from + BATCH).map(({ id }) => id)
      const answer = await call(method, { ...params, threadIds } as Params<M>)
      for (const id of answer.changed) changed.add(id)
      refused.push(...answer.refused.map(({ message }) => message))
    }
    const [first] = refused
    if (first !== undefined) say('error', refused.length === 1 ? first : `${first} So it is with ${refused.length}.`)
    return changed
  }

  const run = async <M extends BatchMethod>(change: Change<M>): Promise<void> => {
    const { sessions, done, undo } = change
    try {
      const changed = await send(change)
      const took = sessions.filter(({ id }) => changed.has(id))
      if (took.length > 0 && undo) {
        lastUndo = once(() => undo(took))
        if (done !== null) say('info', `${done} ${named(took)}.`, { name: 'Undo', run: lastUndo })
      } else if (took.length > 0 && done !== null) say('info', `${done} ${named(took)}.`)
    } catch (error) {
      tell(error)
    }
    await list.reload()
  }

  const pin = (sessions: readonly SessionRow[], pinned: boolean) => {
    list.update(idsOf(sessions), session => ({ ...session, pinned }))
    return run({
      method: 'session/pin',
      params: { pinned },
      sessions,
      done: null,
      undo: took => void pin(took, !pinned),
    })
  }

  const archive = (sessions: readonly SessionRow[], archived: boolean) => {
    const { request } = list.store.getState()
    // Where both kinds are shown the thread stays, and says what it is now.
    if (request?.kind !== 'trash' && request?.filter.shelf === 'all') {
      list.update(idsOf(sessions), session => ({ ...session, archived }))
    } else list.remove(idsOf(sessions))
    return run({
      method: 'session/archive',
      params: { archived },
      sessions,
      done: archived ? 'Archived' : 'Back from the archive:',
      undo: took => void archive(took, !archived),
    })
  }

  const trash = (sessions: readonly SessionRow[]) => {
    list.remove(idsOf(sessions))
    updateLayout(store, layout => sessions.reduce((rest, { id }) => closeTab(rest, id), layout))
    return run({
      method: 'session/trash',
      params: {},
      sessions,
      done: 'In the trash:',
      undo: took => void restore(took),
    })
  }

  const restore = (sessions: readonly SessionRow[]) => {
    if (list.store.getState().request?.kind === 'trash') list.remove(idsOf(sessions))
    return run({
      method: 'trash/restore',
      params: {},
      sessions,
      done: 'Out of the trash:',
      undo: took => void trash(took),
    })
  }

  return {
    pin,
    archive,
    trash,
    restore,

    /** Takes back what was done last, once. */
    undo() {
      if (!lastUndo) return say('info', 'Nothing to undo.')
      const undo = lastUndo
      lastUndo = null
      undo()
    },

    /** Deletes for good: these, or all that lie in the trash. */
    async empty(sessions: readonly SessionRow[] | null) {
      lastUndo = null
      try {
        const { deleted } = await call('trash/empty', sessions ? { threadIds: [...idsOf(sessions)] } : {})
        say('info', `Deleted ${plural(deleted, 'thread')} for good.`)
      } catch (error) {
        tell(error)
      }
      await list.reload()
    },
  }
}

const idsOf = (sessions: readonly SessionRow[]): Set<string> => new Set(sessions.map(({ id }) => id))

const named = (sessions: readonly SessionRow[]): string => {
  const [first] = sessions
  return sessions.length === 1 && first ? `“${shortened(titleOf(first))}”` : plural(sessions.length, 'thread')
}

const shortened = (title: string): string => (title.length > 60 ? `${title.slice(0, 59)}…` : title)

function once(act: () => void): () => void {
  let isDone = false
  return () => {
    if (isDone) return
    isDone = true
    act()
  }
}
