import './firstRun.css'
import { CornerLeftUp, Folder, FolderGit2 } from 'lucide-react'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import type { Result } from '../../../contract/router.ts'
import { useActions, useAppParts } from '../../state/app.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Icon } from '../../ui/Icon.tsx'

/** Chooses a folder on the engine's machine: type a path, or walk with arrows, Enter and Backspace. */
export function FolderDialog() {
  const { store } = useAppParts()
  const { browse, chooseFolder } = useActions()
  const [at, setAt] = useState<Result<'workspace/browse'> | null>(null)
  const [path, setPath] = useState('')
  const list = useRef<HTMLUListElement>(null)
  const close = () => store.setState({ overlay: null })

  const show = useCallback((found: Result<'workspace/browse'> | null) => {
    if (!found) return
    setAt(found)
    setPath(found.path)
  }, [])
  useEffect(() => {
    void browse(store.getState().newThread.cwd ?? undefined).then(found => {
      show(found)
      requestAnimationFrame(() => list.current?.querySelector('button')?.focus())
    })
  }, [browse, show, store])

  const go = async (to: string) => show(await browse(to))
  const walk = async (to: string) => {
    await go(to)
    list.current?.scrollTo({ top: 0 })
    list.current?.querySelector('button')?.focus()
  }
  const choose = () => {
    if (!at) return
    close()
    void chooseFolder(at.path)
  }
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) choose()
    else if (event.target instanceof HTMLInputElement && event.key !== 'ArrowDown') return
    else if (event.key === 'Backspace' && at?.parent) void walk(at.parent)
    else if (!moveFocus(event, list.current)) return
    event.preventDefault()
  }

  return (
    <Dialog title="Choose a folder" width={560} onClose={close}>
      <div className="browse" onKeyDown={onKeyDown}>
        <form
          onSubmit={event => {
            event.preventDefault()
            void go(path)
          }}
        >
          <input
            className="browsePath mono"
            aria-label="Path"
            spellCheck={false}
            value={path}
            onChange={event => setPath(event.target.value)}
          />
        </form>
        <ul ref={list} className="browseList" aria-label="Folders">
          {at?.parent && <Entry icon={CornerLeftUp} name="Parent folder" onOpen={() => void walk(at.parent ?? '/')} />}
          {at?.folders.map(folder => (
            <Entry
              key={folder.path}
              icon={folder.repository ? FolderGit2 : Folder}
              name={folder.name}
              onOpen={() => void walk(folder.path)}
            />
          ))}
          {at?.folders.length === 0 && <li className="browseEmpty">No folders in here.</li>}
        </ul>
        <footer className="browseFoot">
          <span className="browseChosen truncate">{at?.path}</span>
          <Button look="fill" chord="mod+enter" disabled={!at} onClick={choose}>
            Use this folder
          </Button>
        </footer>
      </div>
    </Dialog>
  )
}

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
