import type { Result } from '../../contract/router.ts'
import type { SessionRow } from '../../contract/sessions.ts'
import type { Client } from '../../rpc/client.ts'
import { plural } from '../ui/format.ts'
import { t, tn } from '../ui/i18n/t.ts'
import { messageOf } from './connection.ts'
import { closePane } from './layout.ts'
import { titleOf } from './selectors.ts'
import type { SessionList } from './sessionList.ts'
import { addNotice, updateLayout } from './store.ts'
import type { AppStore } from './store.ts'

export interface SessionChangesDeps {
  store: AppStore
  list: SessionList
  call: Client['call']
}

/** Something that is done to past threads and can be taken back. */
type Change = { type: 'pin' | 'archive'; on: boolean } | { type: 'trash' | 'restore' }

interface Done {
  change: Change
  sessions: readonly SessionRow[]
  /** What was said of it. */
  text: string | null
}

/** As many as the engine takes in one command. */
const BATCH = 1000
/** So many steps can be taken back. */
const MAX_DONE = 50

/** Changes to past threads, many at once. They show at once, can be undone, and say what the engine refused. */
export function createSessionChanges({ store, list, call }: SessionChangesDeps) {
  let done: Done[] = []
  /** Settles after what was sent last has been answered: each change waits for the one before. */
  let answered: Promise<unknown> = Promise.resolve()

  const say = (text: string, action?: { name: string; run(): void }) => addNotice(store, 'info', text, action)
  /** Takes back what was said of a step: only the newest one offers to be undone. */
  const unsay = (step: Done | undefined) => {
    const said = step?.text
    if (said) store.setState(({ notices }) => ({ notices: notices.filter(({ text }) => text !== said) }))
  }

  const send = async (change: Change, sessions: readonly SessionRow[]): Promise<readonly SessionRow[]> => {
    const changed = new Set<string>()
    const refused: string[] = []
    for (let from = 0; from < sessions.length; from += BATCH) {
      const answer = await sendBatch(call, change, [...idsOf(sessions.slice(from, from + BATCH))])
      for (const id of answer.changed) changed.add(id)
      refused.push(...answer.refused.map(({ message }) => message))
    }
    const [first] = refused
    if (first !== undefined) {
      addNotice(
        store,
        'error',
        refused.length === 1 ? first : t('{first} So it is with {n} threads.', { first, n: refused.length }),
      )
    }
    return sessions.filter(({ id }) => changed.has(id))
  }

  const show = (change: Change, sessions: readonly SessionRow[]) => {
    const ids = idsOf(sessions)
    const { request } = list.store.getState()
    const isTrash = request?.kind === 'trash'
    if (change.type === 'pin') list.update(ids, session => ({ ...session, pinned: change.on }))
    // Where both kinds are shown the thread stays, and says what it is now.
    else if (change.type === 'archive' && !isTrash && request?.filter.shelf === 'all') {
      list.update(ids, session => ({ ...session, archived: change.on }))
    } else if (isTrash === (change.type === 'restore')) list.remove(ids)
    if (change.type === 'trash')
      updateLayout(store, layout => [...ids].reduce((rest, id) => closePane(rest, id), layout))
  }

  const apply = async (change: Change, sessions: readonly SessionRow[], isUndo = false): Promise<void> => {
    const concerned = isUndo ? sessions : sessions.filter(session => concerns(change, session))
    if (concerned.length === 0) return
    show(change, concerned)
    try {
      const sending = answered.then(() => send(change, concerned))
      answered = sending.catch(() => {})
      const changed = await sending
      const text = changed.length === 0 ? null : wordsOf(change, named(changed))
      if (text !== null) unsay(done.at(-1))
      if (changed.length > 0 && !isUndo) {
        const step: Done = { change, sessions: changed, text }
        done = [...done, step].slice(-MAX_DONE)
        if (text !== null) say(text, { name: t('Undo'), run: () => takeBack(step) })
      } else if (text !== null) say(text)
    } catch (error) {
      addNotice(store, 'error', messageOf(error))
    }
    await list.reload()
  }

  const takeBack = (step: Done) => {
    if (!done.includes(step)) return
    unsay(step)
    done = done.filter(other => other !== step)
    void apply(opposite(step.change), step.sessions, true)
  }

  return {
    pin: (sessions: readonly SessionRow[], on: boolean) => apply({ type: 'pin', on }, sessions),
    archive: (sessions: readonly SessionRow[], on: boolean) => apply({ type: 'archive', on }, sessions),
    trash: (sessions: readonly SessionRow[]) => apply({ type: 'trash' }, sessions),
    restore: (sessions: readonly SessionRow[]) => apply({ type: 'restore' }, sessions),

    /** Takes back what was done last, step by step; also what is not answered yet. */
    async undo() {
      await answered
      const step = done.at(-1)
      if (step) takeBack(step)
      else say(t('Nothing to undo.'))
    },

    /** Deletes for good: these, or all that lie in the trash. */
    async empty(sessions: readonly SessionRow[] | null) {
      done = []
      try {
        const { deleted } = await call('trash/empty', sessions ? { threadIds: [...idsOf(sessions)] } : {})
        say(tn(deleted, 'Deleted {n} thread for good.', 'Deleted {n} threads for good.'))
      } catch (error) {
        addNotice(store, 'error', messageOf(error))
      }
      await list.reload()
    },
  }
}

function sendBatch(call: Client['call'], change: Change, threadIds: string[]): Promise<Result<'session/pin'>> {
  switch (change.type) {
    case 'pin':
      return call('session/pin', { threadIds, pinned: change.on })
    case 'archive':
      return call('session/archive', { threadIds, archived: change.on })
    case 'trash':
      return call('session/trash', { threadIds })
    case 'restore':
      return call('trash/restore', { threadIds })
  }
}

/** Whether it would make a difference to a thread: taking it back later must not touch the others. */
const concerns = (change: Change, session: SessionRow): boolean =>
  change.type === 'pin'
    ? session.pinned !== change.on
    : change.type === 'archive'
      ? session.archived !== change.on
      : true

function opposite(change: Change): Change {
  switch (change.type) {
    case 'pin':
    case 'archive':
      return { type: change.type, on: !change.on }
    case 'trash':
      return { type: 'restore' }
    case 'restore':
      return { type: 'trash' }
  }
}

/** What is said once it is done to threads by their name or number; null where it shows by itself. */
function wordsOf(change: Change, threads: string): string | null {
  switch (change.type) {
    case 'pin':
      return null
    case 'archive':
      return change.on ? t('Archived {threads}.', { threads }) : t('Back from the archive: {threads}.', { threads })
    case 'trash':
      return t('In the trash: {threads}.', { threads })
    case 'restore':
      return t('Out of the trash: {threads}.', { threads })
  }
}

const idsOf = (sessions: readonly SessionRow[]): Set<string> => new Set(sessions.map(({ id }) => id))

/** One thread by its name, several by their number. */
const named = (sessions: readonly SessionRow[]): string => {
  const [first] = sessions
  return sessions.length === 1 && first
    ? t('“{title}”', { title: shortened(titleOf(first)) })
    : plural(sessions.length, 'thread')
}

const shortened = (title: string): string => (title.length > 60 ? `${title.slice(0, 59)}…` : title)
