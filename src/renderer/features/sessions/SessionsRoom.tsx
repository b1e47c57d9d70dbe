import './sessions.css'
import { Import, Trash2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { MouseEvent, RefObject } from 'react'
import { useActions, useApp } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { RoomHeader } from '../../ui/RoomHeader.tsx'
import { useNarrow } from '../../ui/useNarrow.ts'
import { t } from '../../ui/i18n/t.ts'
import { Actions, OpenAndFork, TrashActions } from './Actions.tsx'
import { IndexNote } from './IndexNote.tsx'
import { Lineage } from './Lineage.tsx'
import { Preview } from './Preview.tsx'
import { RoomDialogs } from './RoomDialogs.tsx'
import type { RoomDialog } from './RoomDialogs.tsx'
import { RoomList } from './RoomList.tsx'
import { useRoom } from './useRoom.ts'
import type { Room } from './useRoom.ts'
import { useRoomCommands, useSessionActions } from './useRoomCommands.ts'
import { useRoomKeys } from './useRoomKeys.ts'
import { countWords } from './words.ts'

/** Below this the preview covers the list. */
const NARROW_PX = 760

/** Every past thread: a list that keeps the focus, searched as one types, and a preview of the one it points at. */
export function SessionsRoom() {
  const { openThread } = useActions()
  const room = useRoom()
  const { selection, hits, isTrash, state } = room
  const frame = useRef<HTMLElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const reader = useRef<HTMLDivElement>(null)
  const isNarrow = useNarrow(frame, NARROW_PX)
  const [isReading, setReading] = useState(false)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [dialog, setDialog] = useState<RoomDialog>(null)
  const [isExporting, setExporting] = useState(false)
  useSearchFocus(search, state.entries.length === 0)

  const { entry } = selection
  const session = entry?.session ?? null
  const covers = isNarrow && isReading && session !== null
  const actions = useSessionActions(room.list)
  const commands = useRoomCommands({
    actions,
    session,
    hit: hits.hit,
    targets: room.targets,
    onRename: setRenaming,
    onRemove: sessions => setDialog({ type: 'remove', sessions, isAll: false }),
    onDone: selection.clear,
  })
  const read = (on: boolean) => {
    setReading(on)
    // Where it was not shown before, it is there with the next frame.
    requestAnimationFrame(() => (on ? reader : grid).current?.focus())
  }
  const onKeyDown = useRoomKeys({
    grid,
    selection,
    commands,
    hits,
    isTrash,
    isReading: covers,
    read,
    search: () => focusSearch(search),
    selectAll: () => void room.list.reach(Infinity).then(() => selection.markAll(room.list.store.getState().entries)),
    undo: () => void actions.undo(),
    chooseExport: () => setExporting(true),
  })
  const onPoint = (index: number, event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey) return selection.toggle(index)
    selection.go(index, event.shiftKey)
    if (isNarrow && !event.shiftKey) read(true)
  }
  const onRenamed = (title: string | null) => {
    if (title !== null && renaming !== null) room.list.update(new Set([renaming]), each => ({ ...each, title }))
    setRenaming(null)
    read(covers)
  }
  const buttons = isTrash ? (
    <TrashActions commands={commands} />
  ) : (
    <Actions sessions={room.targets} commands={commands} isExporting={isExporting} onExporting={setExporting} />
  )
  return (
    <section ref={frame} className="sessions" aria-label={t('Sessions')} onKeyDown={onKeyDown}>
      <Head room={room} onDialog={setDialog} />
      <div className={isNarrow ? 'sessions-split narrow' : 'sessions-split'}>
        <RoomList
          room={room}
          search={search}
          grid={grid}
          renaming={covers ? null : renaming}
          isCovered={covers}
          onPoint={onPoint}
          onOpen={commands.open}
          onRenamed={onRenamed}
          actions={buttons}
        />
        {!session && !isNarrow && <div className="preview" />}
        {entry && session && (!isNarrow || covers) && (
          <Preview
            ref={reader}
            session={session}
            isTrashed={entry.trashedAt !== null}
            hits={hits}
            words={room.words}
            isRenaming={covers && renaming === session.id}
            onBack={covers ? () => read(false) : null}
            onRenamed={onRenamed}
            onFork={commands.fork}
            actions={
              <>
                {!isTrash && <OpenAndFork commands={commands} atHit={hits.hit !== null} />}
                {selection.marked.size === 0 && buttons}
              </>
            }
            lineage={
              isTrash ? null : (
                <Lineage threadId={session.id} version={`${session.updatedAt}`} now={room.now} onOpen={openThread} />
              )
            }
          />
        )}
      </div>
      <RoomDialogs dialog={dialog} actions={actions} onClose={() => setDialog(null)} />
    </section>
  )
}

/** The name of the room, how much was found, and what can be done without choosing a thread. */
function Head({ room, onDialog }: { room: Room; onDialog(dialog: RoomDialog): void }) {
  const { state, query, isTrash, progress } = room
  const found = countWords(state)
  const empty = () => {
    const sessions = state.entries.map(each => each.session)
    onDialog({ type: 'remove', sessions, isAll: query.text === '' })
  }
  return (
    <>
      <RoomHeader title={t('Sessions')} aside={found}>
        {isTrash && state.entries.length > 0 && (
          <Button look="danger" icon={Trash2} onClick={empty}>
            {query.text === '' ? t('Empty trash…') : t('Delete these…')}
          </Button>
        )}
        <Button look="line" icon={Import} onClick={() => onDialog({ type: 'import' })}>
          {t('Import…')}
        </Button>
      </RoomHeader>
      <IndexNote progress={progress} />
      <p className="srOnly" role="status">
        {state.fresh ? found : ''}
      </p>
    </>
  )
}

function focusSearch(search: RefObject<HTMLInputElement | null>): void {
  search.current?.focus()
  search.current?.select()
}

/** The search has the focus when the room opens, whenever it is asked for, and once a list has been worked off. */
function useSearchFocus(search: RefObject<HTMLInputElement | null>, isEmpty: boolean): void {
  const asked = useApp(state => state.sessions.asked)
  const answered = useRef<number | null>(null)
  useEffect(() => {
    if (answered.current === asked) return
    answered.current = asked
    focusSearch(search)
  }, [search, asked])
  useEffect(() => {
    if (isEmpty && document.activeElement === document.body) focusSearch(search)
  }, [search, isEmpty])
}
