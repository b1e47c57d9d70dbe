import { useMemo } from 'react'
import type { SessionRow } from '../../../contract/sessions.ts'
import type { FoundItem } from '../../../contract/history.ts'
import { useActions, useAppParts } from '../../state/app.ts'
import { goTo } from '../../state/places.ts'
import { createSessionActions } from '../../state/sessionActions.ts'
import type { SessionActions } from '../../state/sessionActions.ts'
import type { SessionList } from '../../state/sessionList.ts'
import { addNotice } from '../../state/store.ts'
import type { RoomCommands } from './Actions.tsx'
import { copyText } from '../../ui/clipboard.ts'
import { t } from '../../ui/i18n/t.ts'

/** What can be done with past threads, tied to this window. */
export function useSessionActions(list: SessionList): SessionActions {
  const { store, engine } = useAppParts()
  return useMemo(
    () =>
      createSessionActions({
        store,
        list,
        call: engine.call,
        newId: () => crypto.randomUUID(),
        copy: copyText,
      }),
    [store, engine, list],
  )
}

interface CommandParts {
  actions: SessionActions
  /** The thread that is looked at, and the hit in it. */
  session: SessionRow | null
  hit: FoundItem | null
  /** What is meant: the selected threads, or the one that is looked at. */
  targets: readonly SessionRow[]
  onRename(threadId: string): void
  onRemove(sessions: readonly SessionRow[]): void
  /** The targets are dealt with; what was selected is so no more. */
  onDone(): void
}

/** The room's commands for what is meant right now. */
export function useRoomCommands(parts: CommandParts): RoomCommands {
  const { actions, session, hit, targets, onRename, onRemove, onDone } = parts
  const { store } = useAppParts()
  const { openThread } = useActions()

  /** Acts on those that may be changed; says why where none may. */
  const change = (act: (sessions: readonly SessionRow[]) => unknown) => () => {
    const own = targets.filter(({ readOnly }) => !readOnly)
    if (targets.length === 0) return
    if (own.length === 0)
      return addNotice(store, 'info', t('That is not ours to change: it can be read, forked and exported.'))
    void act(own)
    onDone()
  }
  return {
    open() {
      if (!session) return
      if (!hit) openThread(session.id)
      else {
        const { turnId, itemId, kind } = hit
        const opens = kind !== 'message' && kind !== 'answer'
        goTo(store, { threadId: session.id, at: { turnId }, itemId: itemId ?? undefined, flash: true, opens })
      }
    },
    fork: turnId => session && void actions.fork(session.id, turnId ?? hit?.turnId ?? null),
    rename: () => session && (session.readOnly ? change(() => {})() : onRename(session.id)),
    pin() {
      if (targets.length > 0) void actions.pin(targets, !targets.every(({ pinned }) => pinned))
    },
    archive: change(sessions => actions.archive(sessions, !sessions.every(({ archived }) => archived))),
    trash: change(actions.trash),
    restore() {
      if (targets.length > 0) void actions.restore(targets)
      onDone()
    },
    remove: () => targets.length > 0 && onRemove(targets),
    exportAs: format => void actions.export(targets, format),
  }
}
