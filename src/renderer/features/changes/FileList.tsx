import { useRef } from 'react'
import type { KeyboardEvent } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { t, tn } from '../../ui/i18n/t.ts'
import { VisibleText } from '../../ui/VisibleText.tsx'
import type { ShownFile } from './shownFile.ts'

const ROW_PX = 28

interface FileListProps {
  files: readonly ShownFile[]
  typed: string
  onType(typed: string): void
  onOpen(file: ShownFile): void
}

/** The names of the changed files, with a filter. Arrow keys go through them, Enter leads to one. */
export function FileList({ files, typed, onType, onOpen }: FileListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- what it returns changes with each of its states
  const list = useVirtualizer({
    count: files.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: index => files[index]?.key ?? index,
    overscan: 8,
  })
  const focus = (index: number) => {
    const next = Math.min(files.length - 1, Math.max(0, index))
    list.scrollToIndex(next)
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`)?.focus())
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = Number((event.target as HTMLElement).dataset['index'] ?? -1)
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: files.length - 1 }[event.key]
    const isInField = at < 0
    if (next === undefined || (isInField && event.key !== 'ArrowDown')) return
    event.preventDefault()
    focus(next)
  }
  return (
    <nav className="fileList" aria-label={t('Changed files')} onKeyDown={onKeyDown}>
      <input
        type="search"
        className="fileFilter"
        value={typed}
        placeholder={t('Filter files')}
        aria-label={t('Filter files')}
        onChange={event => onType(event.target.value)}
      />
      <p className="srOnly" role="status">
        {tn(files.length, '{n} file', '{n} files')}
      </p>
      {files.length === 0 && <p className="changesNone">{t('No file has that in its name.')}</p>}
      <div ref={scroller} className="fileNames">
        <div style={{ height: list.getTotalSize(), position: 'relative' }}>
          {list.getVirtualItems().map(({ index, start, key }) => {
            const file = files[index]
            if (!file) return null
            return (
              <button
                key={key}
                type="button"
                className="fileName"
                data-index={index}
                title={file.name}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => onOpen(file)}
              >
                <span className="truncate mono">
                  <VisibleText text={file.name} />
                </span>
                {file.added > 0 && <span className="added">+{file.added}</span>}
                {file.removed > 0 && <span className="removed">−{file.removed}</span>}
              </button>
            )
          })}
        </div>
      </div>
    </nav>
  )
}
