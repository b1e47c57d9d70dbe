import type { Params } from '../../contract/router.ts'
import type { SessionRow } from '../../contract/sessions.ts'
import { messageOf } from './connection.ts'
import { openTab } from './layout.ts'
import { createSessionChanges } from './sessionChanges.ts'
import type { SessionChangesDeps } from './sessionChanges.ts'
import { addNotice, updateLayout } from './store.ts'
import type { Notice } from './store.ts'
import { t } from '../ui/i18n/t.ts'

export type ExportFormat = Params<'session/export'>['format']

export interface SessionActionsDeps extends SessionChangesDeps {
  newId(): string
  copy(text: string): Promise<void>
}

export type SessionActions = ReturnType<typeof createSessionActions>

/** What can be done with past threads. Nothing here throws: what the engine refuses is said. */
export function createSessionActions({ newId, copy, ...deps }: SessionActionsDeps) {
  const { store, list, call } = deps
  const say = (level: Notice['level'], text: string, action?: Notice['action']) => addNotice(store, level, text, action)
  const tell = (error: unknown) => say('error', messageOf(error))
  return {
    ...createSessionChanges(deps),

    /** A thread of its own with the history up to and with a turn, or with all of it; it comes to the front. */
    async fork(threadId: string, turnId: string | null) {
      try {
        const params = { commandId: newId(), threadId, ...(turnId === null ? {} : { turnId }) }
        const forked = await call('thread/fork', params)
        updateLayout(store, layout => openTab(layout, forked.threadId))
      } catch (error) {
        tell(error)
      }
    },

    async export(sessions: readonly SessionRow[], format: ExportFormat) {
      try {
        const paths: string[] = []
        for (const { id } of sessions) paths.push((await call('session/export', { threadId: id, format })).path)
        const [path] = paths
        if (path === undefined) return
        const text =
          paths.length === 1
            ? t('Exported to {path}', { path })
            : t('Exported {n} threads beside {path}', { n: paths.length, path })
        const isDesktop = store.getState().engine?.host === 'desktop' && paths.length === 1
        const save = () => void call('desktop/saveCopy', { path }).catch(tell)
        const copyPath = { name: t('Copy path'), run: () => void copy(path).catch(tell) }
        say('info', text, isDesktop ? { name: t('Save as…'), run: save } : copyPath)
      } catch (error) {
        tell(error)
      }
    },

    /** Takes in a file and opens what it holds. Resolves to null, or to why it was refused. */
    async import(path: string): Promise<string | null> {
      try {
        const { threadId } = await call('session/import', { commandId: newId(), path })
        updateLayout(store, layout => openTab(layout, threadId))
        void list.reload()
        return null
      } catch (error) {
        return messageOf(error)
      }
    },
  }
}
