import './diffList.css'
import { useEffect, useId, useImperativeHandle, useMemo, useRef } from 'react'
import type { ReactNode, Ref, RefObject } from 'react'
import { t } from '../../ui/i18n/t.ts'
import { isOnFile, itemAt, onFile } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { DiffItem } from './DiffItem.tsx'
import type { Act } from './FileHead.tsx'
import { wordsAt } from './spoken.ts'
import type { Group, ShownFile } from './shownFile.ts'
import { useComments } from './useComments.ts'
import { useCursor } from './useCursor.ts'
import { useDiffItems } from './useDiffItems.ts'
import { useDiffVirtual } from './useDiffVirtual.ts'

interface DiffListProps {
  threadId: string
  files: readonly ShownFile[]
  isSplit: boolean
  hidesBlanks: boolean
  isRunning: boolean
  act: Act
  actAll(group: Group, files: readonly ShownFile[]): void
  whole(file: ShownFile): Promise<readonly string[] | null>
  /** What stands below the files. */
  children?: ReactNode
  /** Brings a file into view from outside. */
  ref?: Ref<DiffListHandle>
}

export interface DiffListHandle {
  show(file: string): void
  setAll(open: boolean): void
  toTop(): void
}

/** The changes of any number of files: only what is in view is drawn. */
export function DiffList(props: DiffListProps) {
  const { threadId, files, isSplit, hidesBlanks, isRunning, act, actAll, whole, children, ref } = props
  const scroller = useRef<HTMLDivElement>(null)
  const comments = useComments(threadId)
  const { items, toggle, setAll, read, reveal } = useDiffItems({
    ...{ threadId, files, isSplit, hidesBlanks, whole },
    comments: comments.list,
    box: comments.box,
  })
  const list = useDiffVirtual(scroller, items)
  const { cursor, selection, goTo, handlers } = useCursor({
    ...{ items, act },
    toggle: file => toggle(file),
    comment: comments.begin,
    show: index => list.scrollToIndex(index, { align: 'auto' }),
  })
  const current = cursor ? items[itemAt(items, cursor)]?.id : undefined
  const shown = list.getVirtualItems()

  const unread = useMemo(
    () => shown.flatMap(({ index }) => (items[index]?.kind === 'pending' ? [items[index].file] : [])),
    [shown, items],
  )
  useEffect(() => {
    if (unread.length > 0) read(unread)
  }, [unread, read])
  useFirstFocus(scroller)
  useKeepInView(scroller, cursor)
  const keys = useId()
  useImperativeHandle(ref, () => ({
    show: file => {
      goTo(onFile(file))
      list.toHead(itemAt(items, onFile(file)))
    },
    setAll,
    toTop: () => list.scrollToOffset(0),
  }))

  return (
    <div
      ref={scroller}
      className="diffList"
      role="region"
      tabIndex={0}
      aria-label={t('Changed files')}
      aria-describedby={keys}
      {...handlers}
    >
      <p id={keys} className="srOnly">
        {t(
          'Arrow keys go by line, J and K by file, N and P by change. C comments, S stages, U takes back, Enter folds.',
        )}
      </p>
      <p className="srOnly" aria-live="polite">
        {cursor ? wordsAt(items, cursor) : ''}
      </p>
      <div className="diffItems" style={{ height: list.getTotalSize() }}>
        {shown.map(({ index, start, key }) => {
          const item = items[index]
          if (!item) return null
          const isStuck = list.isStuck(index)
          return (
            <div
              key={key}
              ref={list.measureElement}
              data-index={index}
              data-item={item.id}
              className={isStuck ? 'diffItem stuck' : 'diffItem'}
              style={isStuck ? undefined : { transform: `translateY(${start}px)` }}
            >
              <DiffItem
                item={item}
                isSplit={isSplit}
                isCurrent={item.id === current && cursor !== null && isOnFile(cursor)}
                selection={selection}
                isRunning={isRunning}
                comments={comments}
                onToggle={toggle}
                onReveal={reveal}
                act={act}
                onGroup={group =>
                  actAll(
                    group,
                    files.filter(file => file.group === group),
                  )
                }
                onDone={() => scroller.current?.focus()}
              />
            </div>
          )
        })}
      </div>
      {children}
    </div>
  )
}

/** What the list stands alone in gives it the focus that it got itself. */
function useFirstFocus(scroller: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const dialog = scroller.current?.closest('[role="dialog"]')
    if (dialog && dialog === document.activeElement) scroller.current?.focus()
  }, [scroller])
}

/** The row that the keyboard is on is in view, also where its part of the list is taller than the window. */
function useKeepInView(scroller: RefObject<HTMLElement | null>, cursor: Cursor | null): void {
  useEffect(() => {
    if (!cursor || isOnFile(cursor)) return
    const frame = requestAnimationFrame(() =>
      scroller.current?.querySelector('.diffRow.chosen')?.scrollIntoView({ block: 'nearest' }),
    )
    return () => cancelAnimationFrame(frame)
  }, [scroller, cursor])
}
