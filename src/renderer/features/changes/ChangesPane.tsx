import './changesPane.css'
import { ChevronRight } from 'lucide-react'
import { useMemo, useState } from 'react'
import { useFold, useThread } from '../../state/app.ts'
import { changesOfThread, changesOfTurn, sumLines } from '../../state/selectors.ts'
import type { ChangedFile } from '../../state/selectors.ts'
import { DiffView } from '../../ui/diff/DiffView.tsx'
import { plural, relativeTo } from '../../ui/format.ts'
import { Icon } from '../../ui/Icon.tsx'
import { PaneEmpty } from '../../ui/Pane.tsx'
import { Segmented } from '../../ui/Segmented.tsx'
import { VisibleText } from '../../ui/VisibleText.tsx'

type Range = 'thread' | 'turn'

const RANGES: readonly { value: Range; name: string }[] = [
  { value: 'thread', name: 'Thread' },
  { value: 'turn', name: 'Last turn' },
]

/** Files that the agent's patches changed, with their diffs. */
export function ChangesPane({ threadId }: { threadId: string }) {
  const [range, setRange] = useState<Range>('thread')
  const thread = useThread(threadId, thread => thread)
  const files = useMemo(() => {
    if (!thread) return []
    const last = thread.turns.at(-1)
    return range === 'thread' ? changesOfThread(thread) : last ? changesOfTurn(last) : []
  }, [thread, range])
  const { added, removed } = sumLines(files)
  return (
    <>
      <div className="changesHead">
        <Segmented label="Changes of" value={range} options={RANGES} onChange={next => setRange(next)} />
        {files.length > 0 && (
          <span>
            {plural(files.length, 'file')} <span className="added">+{added}</span>{' '}
            <span className="removed">−{removed}</span>
          </span>
        )}
      </div>
      {files.length === 0 && (
        <PaneEmpty>
          {range === 'thread'
            ? 'Files show here as soon as the agent changes one.'
            : 'The last turn has changed no files.'}
        </PaneEmpty>
      )}
      {files.map(file => (
        <FileChanges key={file.path} id={`changes/${threadId}/${file.path}`} cwd={thread?.cwd ?? ''} file={file} />
      ))}
    </>
  )
}

const KINDS: Readonly<Record<ChangedFile['kind'], string | null>> = { add: 'new', delete: 'deleted', update: null }

function FileChanges({ id, cwd, file }: { id: string; cwd: string; file: ChangedFile }) {
  const [open, toggle] = useFold(id, true)
  const path = relativeTo(cwd, file.path)
  const word = file.movePath ? `moved to ${relativeTo(cwd, file.movePath)}` : KINDS[file.kind]
  return (
    <section className="changesFile">
      <button type="button" className="changesName" aria-expanded={open} title={path} onClick={toggle}>
        <Icon of={ChevronRight} size={13} />
        <span className="changesPath mono">
          <VisibleText text={path} />
        </span>
        {word && <span className="changesWord truncate">{word}</span>}
        <span className="added">+{file.added}</span>
        <span className="removed">−{file.removed}</span>
      </button>
      {open && file.parts.map(part => <DiffView key={part.id} lines={part.lines} label={`Changes of ${path}`} />)}
    </section>
  )
}
