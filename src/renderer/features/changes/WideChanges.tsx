import './changesPane.css'
import './wideChanges.css'
import { ChevronsDownUp, ChevronsUpDown, X } from 'lucide-react'
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { createPortal } from 'react-dom'
import { useAppParts } from '../../state/app.ts'
import { IconButton } from '../../ui/Button.tsx'
import { t } from '../../ui/i18n/t.ts'
import { UndoDialog } from '../undo/index.ts'
import { ChangesBody } from './ChangesBody.tsx'
import { RangeChoice, Sum, ViewButtons } from './ChangesHead.tsx'
import { CommentBar } from './CommentBar.tsx'
import type { DiffListHandle } from './DiffList.tsx'
import { FileList } from './FileList.tsx'
import { readChanges } from './readChanges.ts'
import { filtered } from './shownFile.ts'
import { useChangesView } from './useChangesView.ts'

/** The changes over all rooms but the sidebar, with a list of the files. Esc leads back. */
export function WideChanges({ threadId }: { threadId: string }) {
  const { store } = useAppParts()
  const view = useChangesView(threadId)
  const { undoing, endUndo } = view.acts
  const [typed, setTyped] = useState('')
  const place = useRef<HTMLDivElement>(null)
  const list = useRef<DiffListHandle>(null)
  const host = document.querySelector<HTMLElement>('.appRooms') ?? document.body
  const onClose = () => readChanges(store, null)
  const files = useMemo(() => filtered(view.changes.files, typed), [view.changes.files, typed])
  const type = (next: string) => {
    setTyped(next)
    list.current?.toTop()
  }
  useCover(host, place)
  return createPortal(
    <div
      ref={place}
      className="wideChanges"
      role="dialog"
      aria-label={t('Changes')}
      tabIndex={-1}
      onKeyDown={event => {
        event.stopPropagation()
        if (event.key === 'Escape') onClose()
      }}
    >
      <header className="changesHead">
        <h2>{t('Changes')}</h2>
        <RangeChoice view={view} />
        <Sum view={view} />
        <ViewButtons view={view} />
        <IconButton
          icon={ChevronsDownUp}
          label={t('Fold all files')}
          className="small"
          onClick={() => list.current?.setAll(false)}
        />
        <IconButton
          icon={ChevronsUpDown}
          label={t('Open all files')}
          className="small"
          onClick={() => list.current?.setAll(true)}
        />
        <IconButton icon={X} label={t('Back')} chord="escape" className="small" onClick={onClose} />
      </header>
      <div className="wideBody">
        <FileList files={files} typed={typed} onType={type} onOpen={file => list.current?.show(file.key)} />
        <div className="wideDiffs">
          <ChangesBody view={view} files={files} list={list} />
          <CommentBar threadId={threadId} />
        </div>
      </div>
      {undoing && <UndoDialog target={undoing} onClose={endUndo} />}
    </div>,
    host,
  )
}

/** Covers everything beside the sidebar, which is out of reach meanwhile, and gives the focus back in the end. */
function useCover(host: HTMLElement, place: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const sidebar = host.querySelector<HTMLElement>('.appSidebar:not(.floats)')
    const covered = [...host.children].filter(each => each !== place.current && each !== sidebar)
    const measure = () =>
      place.current?.style.setProperty('left', `${sidebar?.isConnected ? sidebar.offsetWidth : 0}px`)
    const observer = new ResizeObserver(measure)
    measure()
    if (sidebar) observer.observe(sidebar)
    for (const each of covered) each.setAttribute('inert', '')
    return () => {
      observer.disconnect()
      for (const each of covered) each.removeAttribute('inert')
    }
  }, [host, place])
  useEffect(() => {
    const before = document.activeElement
    place.current?.focus()
    return () => {
      // What had the focus may have gone meanwhile: the pane was drawn anew.
      requestAnimationFrame(() => {
        const back = before?.isConnected ? before : host.querySelector('.changesPane .diffList')
        if (back instanceof HTMLElement) back.focus()
      })
    }
  }, [host, place])
}
