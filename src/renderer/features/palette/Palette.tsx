import './palette.css'
import { Command as List } from 'cmdk'
import { useMemo, useState } from 'react'
import { rootThreads } from '../../state/agents.ts'
import { useApp, useAppParts } from '../../state/app.ts'
import { useChord } from '../../state/chords.ts'
import { openLink, placeOf } from '../../state/places.ts'
import { titleOf } from '../../state/selectors.ts'
import { Dialog, takeFocus } from '../../ui/Dialog.tsx'
import { baseName } from '../../ui/format.ts'
import { Kbd } from '../../ui/Kbd.tsx'
import { StatusDot } from '../../ui/StatusDot.tsx'
import { COMMANDS } from './commands.ts'

/** Every word typed must be in the entry; an entry that begins with what is typed comes first. */
function score(_id: string, search: string, keywords: readonly string[] = []): number {
  const text = keywords.join(' ').toLowerCase()
  const typed = search.trim().toLowerCase()
  if (!typed.split(/\s+/).every(word => text.includes(word))) return 0
  return text.startsWith(typed) ? 1 : 0.5
}

function CommandChord({ id }: { id: string }) {
  const chord = useChord(id)
  return chord === undefined ? null : <Kbd chord={chord} plain />
}

/** Commands and threads in one list, by typing. */
export function Palette() {
  const app = useAppParts()
  const summaries = useApp(state => state.summaries)
  const threads = useMemo(() => rootThreads(summaries ?? {}).sort((a, b) => b.updatedAt - a.updatedAt), [summaries])
  const [typed, setTyped] = useState('')
  const close = () => app.store.setState({ overlay: null })
  const choose = (run: () => void) => () => {
    close()
    run()
  }
  return (
    <Dialog title="Search or run a command" kind="palette" width={560} onClose={close}>
      <List className="palette" label="Commands and threads" filter={score} loop>
        <List.Input
          ref={takeFocus}
          className="paletteInput"
          placeholder="Search threads or run a command"
          value={typed}
          onValueChange={setTyped}
        />
        <List.List className="paletteList">
          <List.Empty className="paletteEmpty">Nothing found.</List.Empty>
          {placeOf(typed.trim()) && (
            <List.Item
              value="link"
              keywords={[typed]}
              className="paletteItem"
              onSelect={choose(() => openLink(app.store, typed))}
            >
              <span className="truncate">Open the link</span>
            </List.Item>
          )}
          <List.Group heading="Commands">
            {COMMANDS.filter(command => !command.quiet).map(command => (
              <List.Item
                key={command.id}
                value={`command ${command.id}`}
                keywords={[command.name]}
                className="paletteItem"
                onSelect={choose(() => command.run(app))}
              >
                <span className="truncate">{command.name}</span>
                <CommandChord id={command.id} />
              </List.Item>
            ))}
          </List.Group>
          <List.Group heading="Threads">
            {threads.slice(0, 200).map(thread => (
              <List.Item
                key={thread.id}
                value={`thread ${thread.id}`}
                keywords={[titleOf(thread), baseName(thread.cwd)]}
                className="paletteItem"
                onSelect={choose(() => app.actions.openThread(thread.id))}
              >
                <StatusDot status={thread.status} />
                <span className="truncate">{titleOf(thread)}</span>
                <span className="paletteWhere">{thread.archived ? 'archived' : baseName(thread.cwd)}</span>
              </List.Item>
            ))}
          </List.Group>
        </List.List>
      </List>
    </Dialog>
  )
}
