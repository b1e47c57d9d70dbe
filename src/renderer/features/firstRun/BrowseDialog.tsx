import './firstRun.css'
import { CornerLeftUp, FileText, Folder, FolderGit2 } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Result } from '../../../contract/router.ts'
import { messageOf } from '../../state/connection.ts'
import { useEngine } from '../../state/engine.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { t } from '../../ui/i18n/t.ts'
import { Icon } from '../../ui/Icon.tsx'

interface BrowseDialogProps {
  title: string
  /** Where to begin; the user's home by default. */
  start: string | undefined
  /** How names of files end that can be chosen; without it a folder is chosen. */
  endings?: readonly string[]
  /** Name of the button that chooses. */
  choose: string
  /** Why the last choice was refused. */
  problem?: string | null
  onChoose(path: string): void
  onClose(): void
}

/** Chooses a folder or file on the engine's machine: type a path, or walk with arrows, Enter and Backspace. */
export function BrowseDialog({ title, start, endings, choose, problem, onChoose, onClose }: BrowseDialogProps) {
  const engine = useEngine()
  const [at, setAt] = useState<Result<'workspace/browse'> | null>(null)
  const [path, setPath] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const field = useRef<HTMLInputElement>(null)
  const ends = useRef(endings)

  const [unreadable, setUnreadable] = useState<string | null>(null)

  /** Shows what is in a folder; where it cannot be opened, that is said, and what is shown stays. */
  const show = async (to: string) => {
    try {
      const found = await engine.call('workspace/browse', paramsFor(to, endings))
      setAt(found)
      setPath(found.path)
      setUnreadable(null)
    } catch (error) {
      setUnreadable(messageOf(error))
    }
  }
  useEffect(() => {
    engine.call('workspace/browse', paramsFor(start, ends.current)).then(
      found => {
        setAt(found)
        // Whoever is in the field by then is about to type, or does.
        if (document.activeElement !== field.current) setPath(found.path)
        requestAnimationFrame(() => {
          if (document.activeElement !== field.current) list.current?.querySelector('button')?.focus()
        })
      },
      (error: unknown) => setUnreadable(messageOf(error)),
    )
  }, [engine, start])

  const isFile = (typed: string) => endings?.some(ending => typed.endsWith(ending)) ?? false
  const go = async (to: string) => (isFile(to) ? onChoose(to) : show(to))
  const walk = async (to: string) => {
    await go(to)
    list.current?.scrollTo({ top: 0 })
    list.current?.querySelector('button')?.focus()
  }
  const chosen = endings ? (isFile(path) ? path : null) : (at?.path ?? null)
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      if (chosen !== null) onChoose(chosen)
    } else if (event.target instanceof HTMLInputElement && event.key !== 'ArrowDown') return
    else if (event.key === 'Backspace' && at?.parent) void walk(at.parent)
    else if (!moveFocus(event, list.current)) return
    event.preventDefault()
  }

  return (
    <Dialog title={title} width={560} onClose={onClose}>
      <div className="browse" onKeyDown={onKeyDown}>
        <form
          onSubmit={event => {
            event.preventDefault()
            void go(path)
          }}
        >
          <input
            ref={field}
            className="browsePath mono"
            aria-label={t('Path')}
            spellCheck={false}
            value={path}
            onChange={event => setPath(event.target.value)}
          />
        </form>
        <ul ref={list} className="browseList" aria-label={endings ? t('Folders and files') : t('Folders')}>
          {at?.parent && (
            <Entry icon={CornerLeftUp} name={t('Parent folder')} onOpen={() => void walk(at.parent ?? '/')} />
          )}
          {at?.folders.map(folder => (
            <Entry
              key={folder.path}
              icon={folder.repository ? FolderGit2 : Folder}
              name={folder.name}
              onOpen={() => void walk(folder.path)}
            />
          ))}
          {at?.files?.map(file => (
            <Entry key={file.path} icon={FileText} name={file.name} onOpen={() => onChoose(file.path)} />
          ))}
          {at && at.folders.length + (at.files?.length ?? 0) === 0 && (
            <li className="browseEmpty">
              {endings
                ? t('No folders or {kinds} files in here.', { kinds: endings.join(', ') })
                : t('No folders in here.')}
            </li>
          )}
        </ul>
        {(unreadable ?? problem) && (
          <p className="browseProblem" role="alert">
            {unreadable ?? problem}
            {unreadable !== null && ` ${t('Choose another one, or go up to its parent.')}`}
          </p>
        )}
        <footer className="browseFoot">
          <span className="browseChosen truncate">
            {chosen ?? t('A file that ends in {kinds}', { kinds: endings?.join(', ') ?? '' })}
          </span>
          <Button
            look="fill"
            chord="mod+enter"
            disabled={chosen === null}
            onClick={() => chosen !== null && onChoose(chosen)}
          >
            {choose}
          </Button>
        </footer>
      </div>
    </Dialog>
  )
}

const paramsFor = (path: string | undefined, endings: readonly string[] | undefined) => ({
  ...(path === undefined ? {} : { path }),
  ...(endings ? { endings: [...endings] } : {}),
})

/** Arrows walk the list. Whether the key did anything. */
function moveFocus(event: KeyboardEvent, list: HTMLElement | null): boolean {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
  if (step === undefined || !list) return false
  const entries = [...list.querySelectorAll('button')]
  const next = entries.findIndex(entry => entry === document.activeElement) + step
  entries[Math.max(0, Math.min(entries.length - 1, next))]?.focus()
  return true
}

const Entry = ({ icon, name, onOpen }: { icon: typeof Folder; name: string; onOpen(): void }) => (
  <li>
    <button type="button" className="browseEntry" onClick={onOpen}>
      <Icon of={icon} />
      <span className="truncate">{name}</span>
    </button>
  </li>
)
